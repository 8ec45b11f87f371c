import Foundation
import Letters
import Messages
import Testing

@testable import Operator

@Suite("The doctor")
struct DoctorTests {
    private static let sound = """
        # HELP meshpost_build_info 1, with the version that runs as a label.
        # TYPE meshpost_build_info gauge
        meshpost_build_info{service="transport",version="0.1.0"} 1
        meshpost_disk_free_bytes{place="state"} 50000000000
        meshpost_disk_size_bytes{place="state"} 100000000000
        transport_mesh_clock_skew_seconds 1
        transport_mesh_certificate_days 300
        meshpost_ready{part="mesh"} 1
        transport_mesh_poll_age_seconds 12
        conversion_engines_starved 0
        reporting_backup_timestamp_seconds 1795000000
        """
    private static let now = Date(timeIntervalSince1970: 1_795_003_600)

    private func findings(_ text: String) -> [Finding] {
        Diagnosis(services: [ServiceFigures(service: "reporting", text: text)], now: Self.now).findings
    }

    @Test("finds nothing wrong with what is sound, and says what it looked at")
    func sound() {
        let findings = findings(Self.sound)
        #expect(findings.allSatisfy { $0.verdict == .good }, "\(findings)")
        #expect(
            findings.map(\.subject) == ["disks", "clock", "certificate", "mailbox", "engines", "versions", "backup"])
    }

    @Test(
        "says of each thing that is wrong what it is",
        arguments: [
            ("meshpost_disk_free_bytes{place=\"state\"} 5000000000", "disks", "state of reporting has 5 % left"),
            ("transport_mesh_clock_skew_seconds -90", "clock", "differ by -90 s"),
            ("transport_mesh_certificate_days 20", "certificate", "ends in 20 days"),
            ("meshpost_ready{part=\"mesh\"} 0", "mailbox", "cannot use MESH"),
            ("conversion_engines_starved 1", "engines", "too little memory"),
            ("reporting_backup_timestamp_seconds 1794000000", "backup", "11 d 14 h ago"),
            ("reporting_backup_timestamp_seconds 0", "backup", "none has ended yet"),
        ])
    func wrong(line: String, subject: String, words: String) throws {
        let name = line.prefix { $0 != " " }
        let text = Self.sound.split(separator: "\n").map { $0.hasPrefix("\(name) ") ? line : String($0) }
        let bad = findings(text.joined(separator: "\n")).filter { $0.verdict == .bad }
        #expect(bad.map(\.subject) == [subject])
        #expect(try #require(bad.first).words.contains(words), "\(bad)")
    }

    @Test("shows what is wrong first, and counts it")
    func order() throws {
        let findings = Findings(findings: [
            .good("broker", "it takes us"), .bad("clock", "wrong"), .unknown("store", "?"),
        ])
        #expect(findings.bad == 1)
        let lines = findings.text.split(separator: "\n")
        #expect(lines[1].hasPrefix("WRONG") && lines[2].hasPrefix("?") && lines[3].hasPrefix("ok"))
        let json = try OutputForm.json(findings)
        #expect(json.contains("\"verdict\" : \"bad\""))
    }

    @Test("and all that is printed as JSON holds nothing that a terminal would obey")
    func json() throws {
        let text = try OutputForm.json(["a": "\u{202E}é\u{1B}[2J"])
        #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
        #expect(try JSONDecoder().decode([String: String].self, from: Data(text.utf8)) == ["a": "\u{202E}é\u{1B}[2J"])
    }

    @Test("parked messages and a letter's way have their keys as JSON")
    func keys() throws {
        let facts = try String(decoding: JSONEncoder.meshPost.encode(Samples.facts()), as: UTF8.self)
        let trace = String(repeating: "a", count: 32)
        let reported = """
            {"facts": \(facts), "state": "rejected", "code": "20006", "timeline": [
              {"time": "2026-11-22T09:00:00Z", "type": "letter.sent", "source": "transport", "trace": "\(trace)"}]}
            """
        let letter = try JSONDecoder.meshPost.decode(ReportedLetter.self, from: Data(reported.utf8))
        #expect(letter.traces == [trace])
        #expect(LetterTrace(letter: letter, now: Samples.now).text.contains("trace      \(trace)"))
        let json = try OutputForm.json(TraceReport(letter))
        for key in ["delivery", "letter", "revision", "recipient", "state", "code", "traces", "timeline", "time", "by"]
        {
            #expect(json.contains("\"\(key)\" :"), "\(key)")
        }
    }
}
