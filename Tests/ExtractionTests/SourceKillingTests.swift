import Foundation
import HL7v2
import Letters
import Messages
import TestSupport
import Testing

@testable import Extraction

/// No broker is there: what extraction decides waits in its outbox.
@Suite("The executable of extraction with sources of two types")
struct SourceKillingTests {
    private let root: URL
    private let service: ServiceProcess
    private let port: Int

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "killed-\(UUID().uuidString)")
        for name in ["state", "documents", "in"] {
            try FileManager.default.createDirectory(at: root.appending(path: name), withIntermediateDirectories: true)
        }
        let ports = try FreePorts.take(2)
        port = ports[0]
        let sources = root.appending(path: "sources.json")
        try Data(
            """
            [{"name": "feed", "type": "hl7", "port": \(port), "feeds": [{"name": "epr"}]},
             {"name": "folder", "type": "drop-folder", "path": "\(root.appending(path: "in").path)"}]
            """.utf8
        ).write(to: sources)
        service = try ServiceProcess(
            "extraction", executable: "extraction",
            settings: [
                "BROKER_URL": "amqp://extraction:none@127.0.0.1:\(ports[1])/letters", "ENVIRONMENT": "test",
                "DOCUMENTS_URL": root.appending(path: "documents").absoluteString,
                "STATE_DIRECTORY": root.appending(path: "state").path, "ORGANISATION_ODS": "RXX",
                "EXTRACTION_SOURCES_FILE": sources.path, "EXTRACTION_SETTLE": "0 s",
            ], logs: root)
    }

    private func events() async throws -> [Event] {
        try await SourceJournal(directory: root.appending(path: "state")).waitingEvents()
    }

    /// Sends each until it is answered AA, over connections that break with the process.
    private func send(_ samples: [HL7Sample]) async throws {
        for sample in samples {
            try await eventually("a message is taken", within: .seconds(120)) {
                try await MLLPPeer(port: port).code(of: sample) == "AA"
            }
        }
    }

    @Test("loses no letter and takes none twice when it is killed again and again")
    func killed() async throws {
        try service.child.start()
        try await eventually("the port is served", within: .seconds(60)) { FreePorts.isServed(port) }
        let folder = root.appending(path: "in")
        let killing = Task {
            for _ in 0..<8 {
                try await Task.sleep(for: .milliseconds(Int.random(in: 100...900)))
                service.child.kill()
                try service.child.start()
                try await eventually("the port is served", within: .seconds(60)) { FreePorts.isServed(port) }
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<4 {
                group.addTask {
                    let samples = (0..<40).map { number in
                        HL7Sample.with { $0.documentID = "D-\(sender)-\(number)" }
                    }
                    try await send(samples)
                }
            }
            group.addTask {
                for number in 0..<160 {
                    var letter = Drop.letter("L-\(number)")
                    letter["document"] = ["file": "\(number).pdf", "mediaType": "application/pdf"]
                    try Drop.pdf.write(to: folder.appending(path: "\(number).pdf"))
                    try JSONSerialization.data(withJSONObject: letter)
                        .write(to: folder.appending(path: "\(number).json"), options: .atomic)
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            try await group.waitForAll()
        }
        try await killing.value
        try await eventually("the folder is empty", within: .seconds(60)) {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasSuffix(".json") }
        }
        #expect(await service.child.stop() == 0)
        let extracted = try await events().filter { $0.type == .letterExtracted }
        #expect(extracted.count == 320)
        #expect(Set(try extracted.map { try $0.payload(LetterExtracted.self).facts.delivery }).count == 320)
    }

    @Test("lays out what was kept of a withheld message for who has the store's settings")
    func kept() async throws {
        try service.child.start()
        try await eventually("the port is served", within: .seconds(60)) { FreePorts.isServed(port) }
        let sample = HL7Sample.with { $0.practice = "" }
        #expect(try await MLLPPeer(port: port).code(of: sample) == "AA")
        let address = try #require(try service.address())
        let settings = [
            "HEALTH_URLS": "extraction=\(address.absoluteString)",
            "DOCUMENTS_URL": root.appending(path: "documents").absoluteString,
        ]
        let list = try await OperatorTool().run("hl7", "kept", settings: settings)
        #expect(list.status == 0 && list.text.contains("practice-missing"), "\(list.text)")
        let item = try #require(list.text.firstMatch(of: /[0-9a-f]{8}-[0-9a-f-]{27}/)).0
        let file = root.appending(path: "laid-out")
        let laid = try await OperatorTool().run("hl7", "kept", String(item), "--to", file.path, settings: settings)
        #expect(laid.status == 0, "\(laid.text)")
        #expect(try Data(contentsOf: file) == Data(sample.text.utf8))
        #expect(await service.child.stop() == 0)
    }
}
