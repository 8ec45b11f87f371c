import Messages
import Testing

@testable import Acknowledgement

@Suite("The code of an answer")
struct VerdictTests {
    @Test(
        "decides the letter's outcome",
        arguments: [
            ("20013", EventType.letterReceived), ("30001", .letterFiled), ("30004", .letterFiled),
            ("10001", .letterRejected), ("10009", .letterRejected), ("20001", .letterRejected),
            ("20007", .letterRejected), ("20008", .letterRejected), ("20015", .letterRejected),
            ("30002", .letterRejected), ("30003", .letterRejected), ("30019", .letterRejected),
        ])
    func outcome(code: String, type: EventType) {
        #expect(Verdict(responseCode: code)?.eventType == type)
    }

    @Test("says whether the system or the practice speaks", arguments: ["10004", "20006", "20013"])
    func technical(code: String) {
        #expect(Verdict(responseCode: code)?.answer == .technical)
    }

    @Test("of the practice is the business answer", arguments: ["30001", "30002", "30004"])
    func business(code: String) {
        #expect(Verdict(responseCode: code)?.answer == .business)
    }

    @Test(
        "is not guessed outside the table's ranges",
        arguments: ["", "00", "200013", "41001", "RC999", "2001X", "+2001"])
    func unknown(code: String) {
        #expect(Verdict(responseCode: code) == nil)
    }

    @Test("of a report stands in words, and an unknown one is repeated", arguments: ["14", "EPL-151", "unknown", "99"])
    func words(code: String) {
        #expect(ReportCodes.words(code).count > 20)
        #expect(code != "99" || ReportCodes.words(code).contains("99"))
    }
}
