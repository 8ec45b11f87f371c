import Foundation
import Letters
import Testing

@Suite("An NHS number")
struct NHSNumberTests {
    @Test(
        "with the right check digit is accepted, as people write it too",
        arguments: ["9990000018", "999 000 0018", "999-000-0018", " 9990000018 "])
    func accepts(text: String) {
        #expect(NHSNumber(text)?.digits == "9990000018")
    }

    @Test("with any other check digit is refused")
    func checkDigit() {
        let valid = (0...9).filter { NHSNumber("999000001\($0)") != nil }
        #expect(valid == [8])
    }

    @Test("for whose first nine digits no check digit exists is refused with each", arguments: 0...9)
    func impossible(digit: Int) {
        // 999000000: the weighted sum leaves 1, so that the check digit would be 10.
        #expect(NHSNumber("999000000\(digit)") == nil)
    }

    @Test("with two digits exchanged is refused, wherever they stand")
    func exchanged() {
        let digits = Array("9990000018")
        for (left, right) in zip(digits.indices, digits.indices.dropFirst()) where digits[left] != digits[right] {
            var wrong = digits
            wrong.swapAt(left, right)
            #expect(NHSNumber(String(wrong)) == nil)
        }
    }

    @Test(
        "is refused for its length or its characters",
        arguments: [
            "", "999000001", "99900000180", "999000001X", "９９９００００１８", "999\u{a0}000\u{a0}0018", "9990000018\n",
        ])
    func shape(text: String) {
        #expect(NHSNumber(text) == nil)
    }

    @Test("of ten equal digits is a placeholder, though its check digit is right", arguments: 0...9)
    func placeholder(digit: Int) {
        #expect(NHSNumber(String(repeating: "\(digit)", count: 10)) == nil)
    }

    @Test("says whether it is of the range for tests")
    func testRange() {
        #expect(NHSNumber("9990000018")?.isTestNumber == true)
        #expect(NHSNumber("9434765919")?.isTestNumber == false)
    }

    @Test("is one string in JSON, and a wrong one is refused there without being repeated")
    func json() throws {
        let number = try #require(NHSNumber("999 000 0018"))
        #expect(try String(decoding: JSONEncoder().encode([number]), as: UTF8.self) == "[\"9990000018\"]")
        #expect(try JSONDecoder().decode([NHSNumber].self, from: Data("[\"9990000018\"]".utf8)) == [number])
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([NHSNumber].self, from: Data("[\"9990000019\"]".utf8))
        }
        #expect(error.map { "\($0)".contains("9990000019") } == false)
    }
}
