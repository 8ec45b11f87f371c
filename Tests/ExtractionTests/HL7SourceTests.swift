import Foundation
import HL7v2
import Letters
import Operations
import Testing

@testable import Extraction

@Suite("A source of type hl7 in the list of sources")
struct HL7SourceTests {
    private func source(_ json: String) throws -> HL7Source? {
        guard case .hl7(let source)? = try SourcesFile(Data(json.utf8)).entries.first else { return nil }
        return source
    }

    @Test("has its settings, and defaults for most")
    func settings() throws {
        let source = try #require(
            try source(
                """
                [{"name": "engine", "type": "hl7", "host": "0.0.0.0", "port": 2575, "peers": ["10.1.0.0/16", "::1"],
                  "answer-within": "5 s", "idle": "10 min", "tls": {"certificate": "/c.pem", "key_file": "/k.pem"},
                  "feeds": [{"name": "epr", "withheld": "AR", "silent": [{"days": ["mon"], "from": "08:00", "to": "18:00", "after": "2 h"}]}]}]
                """))
        #expect(source.port == 2575 && source.peers.count == 2 && source.answerWithin == Waiting(.seconds(5)))
        #expect(source.idle == Waiting(.seconds(600)) && source.frameBytes == 30_000_000)
        #expect(source.tls?.keyFile == "/k.pem" && source.feeds.first?.withheld == .refuse)
    }

    @Test(
        "is refused with the setting's name where it cannot be",
        arguments: [
            (#"[{"name": "e", "type": "hl7", "port": 2575}]"#, "feeds"),
            (#"[{"name": "e", "type": "hl7", "port": 2575, "feeds": []}]"#, "feeds"),
            (#"[{"name": "e", "type": "hl7", "feeds": [{"name": "f"}]}]"#, "port"),
            (#"[{"name": "e", "type": "hl7", "port": 70000, "feeds": [{"name": "f"}]}]"#, "port"),
            (#"[{"name": "e", "type": "hl7", "port": 1, "host": "0.0.0.0", "feeds": [{"name": "f"}]}]"#, "peers"),
            (#"[{"name": "e", "type": "hl7", "port": 1, "peers": ["ten"], "feeds": [{"name": "f"}]}]"#, "peers"),
            (#"[{"name": "e", "type": "hl7", "port": 1, "idel": "1 h", "feeds": [{"name": "f"}]}]"#, "idel"),
            (
                #"[{"name": "e", "type": "hl7", "port": 1, "answer-within": "soon", "feeds": [{"name": "f"}]}]"#,
                "answer-within"
            ),
            (#"[{"name": "e", "type": "hl7", "port": 1, "feeds": [{"name": "f"}, {"name": "f"}]}]"#, "twice"),
            (#"[{"name": "e", "type": "hl7", "port": 1, "feeds": [{"name": "f", "sign": []}]}]"#, "sign"),
        ])
    func wrong(json: String, name: String) throws {
        do {
            _ = try SourcesFile(Data(json.utf8))
            Issue.record("taken: \(json)")
        } catch {
            #expect("\(error)".contains(name), "\(error)")
        }
    }

    @Test("can be pasted from its page")
    func document() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "deploy/docs/sources/hl7.md")
        let text = try String(contentsOf: path, encoding: .utf8)
        let example = try #require(text.components(separatedBy: "```json").dropFirst().first)
        let settings = try #require(try source(example.components(separatedBy: "```")[0]))
        #expect(settings.feeds.map(\.name) == ["epr", "renal"] && settings.peers.count == 2)
        let short = try #require(text.firstMatch(of: /`(\[\{"name": "try".*?\}\])`/)).1
        #expect(try source(String(short))?.port == 2575)
    }

    @Test("lets addresses in by themselves and by range")
    func ranges() throws {
        let range = try #require(PeerRange("10.1.0.0/15"))
        #expect(range.contains("10.1.2.3") && range.contains("10.0.255.255") && !range.contains("10.2.0.0"))
        #expect(range.contains("::ffff:10.1.2.3") && !range.contains("::1"))
        #expect(try #require(PeerRange("192.0.2.7")).contains("192.0.2.7"))
        #expect(try #require(PeerRange("2001:db8::/32")).contains("2001:db8:1::1"))
        for text in ["", "ten", "10.1.0.0/33", "10.1.0.0/", "10.1"] { #expect(PeerRange(text) == nil) }
    }

    @Test("reads a document that a message points to below its root alone")
    func pointed() throws {
        let files = FileManager.default
        let root = files.temporaryDirectory.appending(path: "pointed-\(UUID().uuidString)")
        let inside = root.appending(path: "inside")
        try files.createDirectory(at: inside.appending(path: "a"), withIntermediateDirectories: true)
        try Drop.pdf.write(to: inside.appending(path: "a/letter.pdf"))
        try Drop.pdf.write(to: root.appending(path: "secret.pdf"))
        try files.createSymbolicLink(
            at: inside.appending(path: "link.pdf"), withDestinationURL: root.appending(path: "secret.pdf"))
        #expect(try PointedFile.open(root: inside.path, path: "a/letter.pdf")?.size == Drop.pdf.count)
        for path in ["link.pdf", "../secret.pdf", "a", "none.pdf", ""] {
            #expect(try PointedFile.open(root: inside.path, path: path) == nil)
        }
    }
}
