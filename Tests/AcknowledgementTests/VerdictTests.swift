import Letters
import Messages
import Testing

@testable import Acknowledgement

@Suite("The code of an answer")
struct VerdictTests {
    private func verdict(_ code: String) -> AnswerVerdict {
        AnswerVerdict(AnswerCode.known(code, in: nil) ?? .unknown(code))
    }

    @Test(
        "decides the letter's outcome",
        arguments: [
            ("20013", EventType.letterReceived), ("30001", .letterFiled), ("30004", .letterFiled),
            ("10001", .letterRejected), ("10009", .letterRejected), ("20001", .letterRejected),
            ("20007", .letterRejected), ("20008", .letterRejected), ("20015", .letterRejected),
            ("30002", .letterRejected), ("30003", .letterRejected), ("30019", .letterRejected),
        ])
    func outcome(code: String, type: EventType) {
        #expect(verdict(code).eventType == type)
    }

    @Test("says whether the system or the practice speaks", arguments: ["10004", "20006", "20013", "20007"])
    func technical(code: String) {
        #expect(verdict(code).answer == .technical)
    }

    @Test("of the practice is the business answer", arguments: ["30001", "30002", "30004"])
    func business(code: String) {
        #expect(verdict(code).answer == .business)
    }

    @Test(
        "is not guessed where no table has it: it is told as bad news, and the answer proper is still awaited",
        arguments: ["", "00", "200013", "41001", "RC998", "2001X", "+2001", "39999", "30019", "14"])
    func unknown(code: String) {
        #expect(verdict(code) == .undecided)
        #expect(verdict(code).eventType == .letterRejected)
        #expect(verdict(code).answer == nil)
    }
}
