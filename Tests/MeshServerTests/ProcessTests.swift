import Foundation
import HTTP
import Mesh
import TestSupport
import Testing

/// The stand-in as a process: who gets in, and what it remembers.
@Suite("mesh-server")
struct ProcessTests {
    private static let workflow = "GPCONNECT_SEND_DOCUMENT"

    private static var settings: SandboxSettings {
        .hospital(
            .init(id: "X26HOSP1", ods: "X26", password: "for-tests"),
            practices: [.init(id: "Y00001M", ods: "Y00001", password: "for-tests")], workflows: [workflow],
            sharedKey: "for-tests")
    }

    private func mailbox(_ id: String, _ mesh: StrictMesh, tls: TLSFiles = .init()) -> MeshMailbox {
        MeshMailbox(
            MeshSettings(
                url: mesh.url.absoluteString, mailbox: id, password: "for-tests", sharedKey: "for-tests", tls: tls))
    }

    private func letter(_ localID: String) -> MeshMessage {
        MeshMessage(
            to: "Y00001M", workflow: Self.workflow, localID: localID, contentType: "application/xml",
            body: HTTPBody(Data("<Bundle/>".utf8)))
    }

    @Test("lets in a client with a certificate of its authority and nobody else, and is administered without one")
    func tls() async throws {
        let files = try TestCertificates()
        defer { try? FileManager.default.removeItem(at: files.directory) }
        var settings = Self.settings
        settings.tls = .init(
            certificate: files.path("server.crt"), key: files.path("server.key"), clients: files.path("ca.crt"))
        let mesh = try await StrictMesh(settings)
        let ours = TLSFiles(
            authorityFile: files.path("ca.crt"), certificateFile: files.path("client.crt"),
            keyFile: files.path("client.key"))
        let hospital = mailbox("X26HOSP1", mesh, tls: ours)
        try await hospital.handshake()
        guard case .accepted = await hospital.send(letter("L1")) else {
            Issue.record("the letter was not accepted")
            return
        }
        #expect(try await mesh.accepted() == 1)
        await #expect(throws: MeshError.self) {
            try await mailbox("X26HOSP1", mesh, tls: .init(authorityFile: files.path("ca.crt"))).handshake()
        }
        await mesh.stop()
    }

    @Test("goes on after it was killed: what lies in a mailbox, what was taken, and how old it is")
    func restart() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "mesh-state-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var settings = Self.settings
        (settings.store, settings.directory) = (.file, directory.path)
        let before = try await StrictMesh(settings)
        let hospital = mailbox("X26HOSP1", before)
        guard case .accepted(let taken) = await hospital.send(letter("L1")),
            case .accepted(let waiting) = await hospital.send(letter("L2"))
        else {
            Issue.record("the letters were not accepted")
            return
        }
        try await mailbox("Y00001M", before).acknowledge(taken)
        before.process.child.kill()

        let after = try await StrictMesh(settings)
        let practice = mailbox("Y00001M", after)
        #expect(try await practice.inbox().messages == [waiting])
        #expect(try await practice.download(waiting).body == Data("<Bundle/>".utf8))
        #expect(try await after.accepted() == 2)
        #expect(try await mailbox("X26HOSP1", after).track(messageID: taken)?.status == .acknowledged)
        #expect(try await mailbox("X26HOSP1", after).track(localID: "L2") != .none)
        try await after.age(by: 6 * 86_400)
        #expect(try await practice.inbox().messages.isEmpty)
        await after.stop()

        let aged = try await StrictMesh(settings)
        #expect(try await aged.waiting(in: "X26HOSP1") == 1, "the hospital has a report of what was not collected")
        await aged.stop()
        await before.stop()
    }
}
