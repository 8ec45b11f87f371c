import Testing

@testable import HL7v2

@Suite("The answer to an HL7 message")
struct AnswerTests {
    private func answers(
        _ changes: [(segment: String, field: Int, value: String)] = [], _ outcome: Acknowledgement.Outcome = .taken,
        _ mode: Feed.Answers = .one
    ) -> [String] {
        Acknowledgement.answers(to: Sample.message(changes), outcome, mode, id: "A1", now: "20261122160500+0000")
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private func codes(
        _ accept: String, _ application: String, _ outcome: Acknowledgement.Outcome, _ mode: Feed.Answers
    )
        -> [String]
    {
        answers([("MSH", 15, accept), ("MSH", 16, application)], outcome, mode).map { answer in
            String(answer.split(separator: "MSA|")[1].prefix(2))
        }
    }

    private static let refusal = HL7Refusal(.tableValue, "TXA", 17, "a detail")

    @Test("swaps sender and receiver, and copies MSH-10 to MSH-12 byte for byte")
    func original() {
        #expect(
            answers() == [
                "MSH|^~\\&|MESHPOST|RZZ|EPR|RZZ|20261122160500+0000||ACK^T02^ACK|A1|P|2.4\rMSA|AA|C1\r"
            ])
        let odd = answers([
            ("MSH", 9, "MDM^T02"), ("MSH", 10, " IGENE:MFT:ORIE-251014-93 "), ("MSH", 11, "RW1^T"), ("MSH", 12, "P"),
            ("MSH", 18, "8859/1"),
        ])
        #expect(
            odd == [
                "MSH|^~\\&|MESHPOST|RZZ|EPR|RZZ|20261122160500+0000||ACK|A1|RW1^T|P||||||8859/1\r"
                    + "MSA|AA| IGENE:MFT:ORIE-251014-93 \r"
            ])
        #expect(answers([("MSH", 10, "")])[0].hasSuffix("MSA|AA|\r"))
    }

    @Test("says which field and code are wrong, in the way of its version, and nothing of the letter")
    func errors() {
        #expect(
            answers([], .refused(Self.refusal))[0].hasSuffix(
                "MSA|AR|C1\rERR|TXA^1^17^103&Table value not found&HL70357\r"))
        #expect(
            answers([("MSH", 12, "2.5.1")], .refused(Self.refusal))[0].hasSuffix(
                "MSA|AR|C1\rERR||TXA^1^17|103^Table value not found^HL70357|E\r"))
        #expect(answers([], .failed)[0].hasSuffix("MSA|AE|C1\rERR|MSH^1^^207&Application internal error&HL70357\r"))
        for word in ["TEST", "9990000018", "D-1", "a detail"] {
            #expect(!answers([], .refused(Self.refusal)).joined().contains(word))
        }
    }

    @Test(
        "is what MSH-15 and MSH-16 ask",
        arguments: [
            ("", "", ["AA"], ["AR"]), ("AL", "NE", ["CA"], ["CR"]), ("NE", "AL", ["AA"], ["AR"]),
            ("NE", "NE", [], []), ("", "AL", ["AA"], ["AR"]), ("AL", "", ["CA"], ["CR"]), ("ER", "NE", [], ["CR"]),
            ("SU", "NE", ["CA"], []), ("NE", "ER", [], ["AR"]), ("NE", "SU", ["AA"], []),
            ("SU", "ER", ["CA"], ["AR"]), ("\"\"", "", ["AA"], ["AR"]), ("XX", "NE", ["CA"], ["CR"]),
        ])
    func modes(accept: String, application: String, taken: [String], refused: [String]) {
        #expect(codes(accept, application, .taken, .both) == taken)
        #expect(codes(accept, application, .refused(Self.refusal), .both) == refused)
        #expect(codes(accept, application, .taken, .original) == ["AA"])
    }

    @Test("14: is one a message, for a second would be believed for the next message, unless the feed wants both")
    func one() {
        #expect(codes("AL", "AL", .taken, .one) == ["CA"])
        #expect(codes("AL", "AL", .taken, .both) == ["CA", "AA"])
        #expect(codes("AL", "AL", .failed, .both) == ["CE", "AE"])
    }

    @Test("can be given to a message of which the header alone can be read, and not to one without")
    func unreadable() throws {
        let torn = Sample.message().bytes + Sample.bytes("a line\r")
        let header = try HL7Message(headerOf: torn)
        #expect(throws: HL7Message.Unreadable.notASegment(line: 8)) { try HL7Message(torn) }
        let refusal = HL7Message.Unreadable.notASegment(line: 8).refusal
        let answer = Acknowledgement.answers(to: header, .refused(refusal), id: "A1", now: "1")
        #expect(answer.map { String(decoding: $0, as: UTF8.self).contains("MSA|AR|C1\rERR|MSH^1^^100&") } == [true])
        #expect(throws: HL7Message.Unreadable.noHeader) { try HL7Message(headerOf: Sample.bytes("PID|1\r")) }
    }
}
