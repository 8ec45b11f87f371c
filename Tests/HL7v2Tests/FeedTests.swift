import Foundation
import Letters
import Testing

@testable import HL7v2

@Suite("A feed's settings")
struct FeedTests {
    private func feeds(_ json: String) throws -> [Feed] { try Feed.feeds(in: Data(json.utf8)) }

    @Test("have a default for every rule, and are read from one feed, a list, or the list of sources")
    func read() throws {
        #expect(try feeds(#"{"name": "epr"}"#) == [Feed(name: "epr")])
        #expect(try feeds(#"[{"name": "a"}, {"name": "b"}]"#).map(\.name) == ["a", "b"])
        let sources = """
            [{"name": "x", "type": "drop-folder", "path": "/in"},
             {"name": "y", "type": "hl7", "port": 2575, "feeds": [{"name": "renal", "application": ["REN"],
               "signed": [{"field": "TXA-17", "in": ["AU"]}], "withdrawn": [[{"field": "TXA-17", "absent": true}]],
               "kind": {"fields": ["TXA-2"], "otherwise": "clinical-letter"}, "charset": "windows-1252",
               "repeat": "revision", "practice": ["PD1-4[2].1"], "answers": "both", "document": "text",
               "pointers": {"prefix": "x", "root": "/y"}}]}]
            """
        let feed = try #require(feeds(sources).first)
        #expect(feed.name == "renal")
        #expect(feed.signed == [Condition("TXA-17", in: ["AU"])])
        #expect(feed.kind.otherwise == "clinical-letter")
        #expect(feed.practice == ["PD1-4[2].1"])
        #expect(feed.charset == .windows1252 && feed.repeat == .revision && feed.answers == .both)
    }

    @Test(
        "that cannot hold are refused by name",
        arguments: [
            (#"{"name": "a", "sigend": []}"#, "sigend is no setting here"),
            (#"{"name": "a", "signed": []}"#, "signed needs a condition with in"),
            (#"{"name": "a", "signed": [{"field": "TXA-17", "notIn": ["DI"]}]}"#, "signed needs a condition with in"),
            (#"{"name": "a", "signed": [{"field": "TXA17", "in": ["AU"]}]}"#, "TXA17 is no field"),
            (#"{"name": "a", "signed": [{"field": "TXA-17", "in": []}]}"#, "needs one of in, notIn"),
            (#"{"name": "a", "withdrawn": [[]]}"#, "withdrawn holds a list without conditions"),
            (#"{"name": "a", "zone": "Europe/Londn"}"#, "zone is no time zone"),
            (#"{"name": "a", "kind": {"fields": ["TXA-2"], "values": {"OL": "letter"}}}"#, "no kind of letter"),
            (#"{"name": "a", "specialty": {"fields": ["PV1-10"], "values": {"X": "1"}}}"#, "no treatment function"),
            (#"{"name": "a", "charset": "utf8"}"#, "charset"), (#"{}"#, "name is missing"), ("{", "no JSON"),
        ])
    func refused(json: String, words: String) {
        let error = #expect(throws: Feed.Unreadable.self) { try feeds(json) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("are those of the message's sender, by MSH-3 and MSH-4")
    func chosen() throws {
        let renal = try feeds(#"{"name": "renal", "application": ["REN"]}"#)[0]
        let here = try feeds(#"{"name": "here", "application": ["EPR"], "facility": ["RZZ"]}"#)[0]
        let message = Sample.message()
        #expect(Feed.feed(of: message, among: [renal, here])?.name == "here")
        #expect(Feed.feed(of: message, among: [renal]) == nil)
        #expect(
            Feed.feed(of: message.setting("MSH", 3, to: "REN^1.2^ISO".utf8), among: [renal, here])?.name == "renal")
    }

    @Test("say which messages are left alone; others that are no letters are refused with their field")
    func types() throws {
        var feed = Sample.feed
        func verdict(_ type: String) -> Judgement.Verdict { Sample.judge(Sample.message([("MSH", 9, type)]), feed) }
        #expect(verdict("ADT^A01").refusal?.code == .messageType)
        #expect(verdict("MDM^T05").refusal?.code == .eventCode)
        #expect(verdict("ORU^R30").refusal?.code == .eventCode)
        #expect(verdict("").refusal?.field == 9)
        feed.ignore = ["ADT", "ORU^R30"]
        for type in ["ADT^A01", "ORU^R30"] {
            guard case .ignored = verdict(type) else {
                Issue.record("\(type) was not ignored")
                continue
            }
        }
        let results = Sample.message(
            [("MSH", 9, "ORU^R01")], document: ["OBX|1|NM|X||1||||||F", "OBX|2|TX|X||note||||||F"])
        let text = String(decoding: results.bytes, as: UTF8.self)
        let lines = text.split(separator: "\r").filter { !$0.hasPrefix("TXA") }
        let bare = try HL7Message(Sample.bytes(lines.joined(separator: "\r")))
        #expect(Sample.judge(bare).refusal?.segment == "OBX")
    }

    @Test("say what the letter is: kind, specialty, title, restriction, copies")
    func letter() {
        var feed = Sample.feed
        #expect(Sample.judge(Sample.message([("TXA", 2, "QQ")])).codes == ["kind-unknown"])
        feed.kind.values["QQ"] = "mental-health-discharge"
        feed.specialty.values["MED"] = "300"
        feed.copies = ["TXA-23.1"]
        let letter = Sample.judge(
            Sample.message([
                ("TXA", 2, "QQ"), ("PV1", 10, "MED"), ("TXA", 18, "R"), ("TXA", 23, "Y00002~G9999998^DOCTOR"),
                ("PID", 30, "Y"),
            ]), feed
        ).letter
        #expect(letter?.kind == .mentalHealthDischarge)
        #expect(letter?.encounter?.specialty == "300")
        #expect(letter?.title == "Letter")
        #expect(letter?.isRestricted == true && letter?.isDeceased == true)
        #expect(letter?.recipients.map(\.ods.description) == ["Y00001", "Y00002"])
        #expect(letter?.notes.count == 1)
        #expect(letter?.signedBy.name == "DR TEST CONSULTANT" && letter?.signedBy.gmcNumber == "9999998")
        #expect(letter?.patient.family == "TEST" && letter?.patient.given == ["ANN", "B"])
        #expect(letter?.patient.birthDate == "1970-01-02" && letter?.patient.localID == "H100001")
        #expect(letter?.patient.address?.postcode == "ZZ99 3CZ")
        #expect(
            Sample.judge(Sample.message([("TXA", 2, "OL^A\u{202E}B"), ("MSH", 18, "UNICODE UTF-8")])).codes == [
                "characters-forbidden"
            ])
    }

    @Test("leave every fault of a letter told, and no patient data in any of them")
    func faults() {
        let message = Sample.message([
            ("TXA", 17, "F"), ("TXA", 12, ""), ("PID", 3, "1234567890^^^NHS"), ("PD1", 3, ""), ("PD1", 4, ""),
            ("TXA", 2, ""),
            ("PID", 7, "x"),
        ])
        let verdict = Sample.judge(message)
        #expect(
            verdict.codes == [
                "identity-missing", "kind-unknown", "nhs-number-invalid", "patient-incomplete", "practice-missing",
                "sign-off-unknown",
            ])
        guard case .withheld(let faults, nil) = verdict else { return }
        for fault in faults { #expect(!fault.detail.contains("1234567890") && !fault.detail.contains("TEST")) }
    }

    @Test("of the document can be pasted")
    func document() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "deploy/docs/sources/hl7.md")
        let text = try String(contentsOf: path, encoding: .utf8)
        let examples = text.components(separatedBy: "```json").dropFirst().map { $0.components(separatedBy: "```")[0] }
        #expect(examples.count == 4)
        #expect(try examples.flatMap(feeds).map(\.name) == ["epr", "renal", "epr", "renal", "reports"])
    }
}
