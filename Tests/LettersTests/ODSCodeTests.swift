import Foundation
import Letters
import Testing

@Suite("An ODS code")
struct ODSCodeTests {
    @Test("of capital letters and digits is taken as it is", arguments: ["RBS", "Y00001", "G85641", "X26HOSP12345"])
    func accepts(text: String) {
        #expect(ODSCode(text)?.description == text)
    }

    @Test("is folded to capitals, so that two spellings are one practice")
    func folds() {
        #expect(ODSCode("y00001") == ODSCode("Y00001"))
    }

    @Test(
        "is refused for its length or its characters",
        arguments: ["", "Y0", "Y000010000001", "Y 0001", "Y00001 ", "Y-0001", "Y00/01", "ŸOOOO1", "Y0000١"])
    func refuses(text: String) {
        #expect(ODSCode(text) == nil)
    }

    @Test("is refused when only folding would make plain letters of it", arguments: ["ßA1", "ﬁ001", "Yı001"])
    func foldedLetters(text: String) {
        #expect(ODSCode(text) == nil)
    }

    @Test("is one string in JSON, and a wrong one is refused there")
    func json() throws {
        let code = try #require(ODSCode("Y00001"))
        #expect(try String(decoding: JSONEncoder().encode([code]), as: UTF8.self) == "[\"Y00001\"]")
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([ODSCode].self, from: Data("[\"Y-1\"]".utf8)) }
    }
}
