import Foundation
import HTTP
import Mesh
import MeshFolders
import TestSupport
import Testing

/// The stand-in for the MESH client, read and written by the product's own codec.
@Suite("The MESH client's stand-in")
struct FolderClientTests {
    private static let hospital = SandboxSettings.Mailbox(id: "X26HOSP1", ods: "X26", password: "for-tests")
    private static let workflow = "GPCONNECT_SEND_DOCUMENT"
    private let root = FileManager.default.temporaryDirectory.appending(path: "folder-client-\(UUID().uuidString)")
    private var folders: ClientFolders { ClientFolders(root: root) }

    /// Runs a test beside a server and a client, and cleans up.
    private func run(
        _ change: (inout SandboxFolderClient.Options) -> Void = { _ in },
        _ test: (StrictMesh, SandboxFolderClient) async throws -> Void
    ) async throws {
        let mesh = try await StrictMesh(
            .hospital(
                Self.hospital, practices: [.init(id: "Y00001M", ods: "Y00001", password: "for-tests")],
                workflows: [Self.workflow], sharedKey: "for-tests"))
        var options = SandboxFolderClient.Options()
        change(&options)
        let client = try SandboxFolderClient(
            Self.hospital, mesh: mesh.url, sharedKey: "for-tests", directory: root,
            log: root.appendingPathExtension("log"), options: options)
        do {
            try await test(mesh, client)
        } catch {
            Issue.record(error)
        }
        await client.child.stop()
        await mesh.stop()
        try? FileManager.default.removeItem(at: root)
        try? FileManager.default.removeItem(at: root.appendingPathExtension("log"))
    }

    private func practice(_ mesh: StrictMesh) -> MeshMailbox {
        MeshMailbox(
            MeshSettings(
                url: mesh.url.absoluteString, mailbox: "Y00001M", password: "for-tests", sharedKey: "for-tests"))
    }

    private func handOver(_ name: PairName, to: String = "Y00001M", _ text: String = "<Bundle/>") throws {
        var control = ControlFile()
        (control.from, control.to, control.workflowID) = (Self.hospital.id, to, Self.workflow)
        (control.localID, control.subject) = (name.stem, "A & B <C>")
        let data = Data(text.utf8)
        try FileManager.default.createDirectory(at: folders.url(.staging), withIntermediateDirectories: true)
        try folders.stage(name, control, size: data.count) { offset, buffer in
            data.copyBytes(to: buffer, from: offset..<data.count)
            return data.count - offset
        }
        #expect(try folders.handOver(name))
    }

    private func reports() throws -> [ControlFile] {
        try folders.arrivals(quiet: 0, at: Date()).ready.map(\.control).filter(\.isReport)
    }

    @Test("takes pairs from OUT to MESH and to SENT, with MESH's id, and brings answers into IN")
    func bothWays() async throws {
        try await run { mesh, _ in
            for number in 1...6 { try handOver(PairName("pair\(number)")) }
            for number in 1...6 {
                let control = try await eventually("pair \(number) is in SENT") {
                    if case .sent(let control?) = try folders.whereabouts(of: PairName("pair\(number)")) {
                        control
                    } else {
                        nil
                    }
                }
                #expect(control.latest?.meaning == .handedOver)
                let (message, body) = try await practice(mesh).download(try #require(control.messageID))
                #expect(body == Data("<Bundle/>".utf8))
                #expect(message.fields[.subject] == "A & B <C>")
                #expect(message.fields[.localID] == "pair\(number)")
            }
            let answer = MeshMessage(
                to: Self.hospital.id, workflow: Self.workflow + "_ACK", localID: "answer", subject: "An answer",
                contentType: "application/xml", body: HTTPBody(Data("<Answer/>".utf8)))
            guard case .accepted(let id) = await practice(mesh).send(answer) else {
                Issue.record("the answer was not accepted")
                return
            }
            let arrival = try await eventually("the answer is in IN") {
                try folders.arrivals(quiet: 0, at: Date()).ready.first
            }
            #expect(arrival.id == id)
            #expect(arrival.control.from == "Y00001M")
            #expect(arrival.control.workflowID == Self.workflow + "_ACK")
            #expect(try arrival.data.map { try Data(contentsOf: $0.url) } == Data("<Answer/>".utf8))
            try await eventually("it is acknowledged to MESH") { try await mesh.waiting(in: Self.hospital.id) == 0 }
        }
    }

    @Test("lays what MESH refuses into FAILED with the code")
    func refused() async throws {
        try await run { _, _ in
            try handOver(PairName("wrong"), to: "NOWHERE")
            let control = try await eventually("the pair is in FAILED") {
                if case .failed(let control?) = try folders.whereabouts(of: PairName("wrong")) { control } else { nil }
            }
            #expect(control.latest?.code == "12")
            #expect(control.latest?.meaning == .refused)
        }
    }

    @Test("reports a delay first, and gives up when the retries are used up")
    func delay() async throws {
        try await run { options in
            (options.serverRetry, options.delayReport, options.transferReport) = (3, true, true)
        } _: { mesh, _ in
            try await mesh.add(.init(.unavailable, on: .send, rate: 1))
            try handOver(PairName("late"))
            let meanings = try await eventually("the client gave up") {
                let found = try reports().compactMap { $0.latest?.meaning }
                return found.count == 2 ? found : nil
            }
            #expect(Set(meanings) == [.delayed, .notSent])
            #expect(try folders.whereabouts(of: PairName("late")) != .withClient)
        }
    }

    @Test("brings MESH's report of what was not collected as a control file alone")
    func undelivered() async throws {
        try await run { mesh, _ in
            try handOver(PairName("lost"))
            try await eventually("it is in SENT") {
                if case .sent = try folders.whereabouts(of: PairName("lost")) { true } else { false }
            }
            try await mesh.age(by: 6 * 86_400)
            let report = try await eventually("the report is in IN") { try reports().first }
            #expect(report.latest?.meaning == .undelivered)
            #expect(report.latest?.code == "14")
            #expect(report.localID == "lost")
        }
    }

    @Test("keeps nothing and reports nothing where the site does not want it")
    func sparse() async throws {
        try await run {
            $0.saveSent = false
        } _: { mesh, client in
            try handOver(PairName("quiet"))
            try await eventually("MESH has it") { try await mesh.accepted() == 1 }
            try await eventually("nothing is left of it") { try folders.whereabouts(of: PairName("quiet")) == .gone }
            #expect(try client.names(in: "IN").isEmpty)
        }
    }
}
