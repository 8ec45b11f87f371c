import Crypto
import Foundation
import HTTP
import TestSupport
import Testing

@testable import Mesh

@Suite(
    "NHS England's own client on the other side", .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
struct PeerTests {
    /// How a message travels.
    enum Form: String, CaseIterable, CustomTestStringConvertible {
        case whole, compressed, inChunks, inCompressedChunks

        var testDescription: String { rawValue }
        var isCompressed: Bool { self == .compressed || self == .inCompressedChunks }
        var isInChunks: Bool { self == .inChunks || self == .inCompressedChunks }
        /// Bytes of a request.
        var chunk: Int? { isInChunks ? 200_000 : nil }

        var content: Data {
            let size = isInChunks ? 950_000 : 120_000
            var generator = SystemRandomNumberGenerator()
            let noise = (0..<1000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            return Data((0..<size).map { noise[$0 % noise.count] ^ UInt8(truncatingIfNeeded: $0 / 100_000) })
        }
    }

    private static let workflow = "GPCONNECT_SEND_DOCUMENT"

    private static func peer(_ mailbox: MeshMailbox, _ form: Form) throws -> SandboxPeer {
        let settings = mailbox.settings
        return SandboxPeer(
            .init(id: settings.mailbox, ods: "Y00001", password: settings.password),
            at: try #require(URL(string: settings.url)), sharedKey: settings.sharedKey,
            environment: try #require(SandboxEnvironment.usual), chunk: form.chunk)
    }

    private static func digest(_ data: Data) -> String {
        SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined()
    }

    @Test("takes what we send, byte for byte", arguments: MeshUnderTest.allCases, Form.allCases)
    func sending(server: MeshUnderTest, form: Form) async throws {
        try await server.run { hospital, practice in
            var settings = hospital.settings
            settings.largestRequest = form.chunk ?? settings.largestRequest
            settings.compressFrom = form.isCompressed ? 1 : .max
            let content = form.content
            let message = MeshMessage(
                to: "Y00001M", workflow: Self.workflow, localID: "letter-1", contentType: "application/fhir+xml",
                body: HTTPBody(content))
            guard case .accepted(let id) = await MeshMailbox(settings).send(message) else {
                Issue.record("MESH did not accept the message")
                return
            }
            let received = try await Self.peer(practice, form).receive()
            #expect(received.map(\.id) == [id])
            #expect(received.first?.localId == "letter-1")
            #expect(received.first?.workflow == Self.workflow)
            #expect(received.first?.size == content.count)
            #expect(received.first?.sha256 == Self.digest(content))
        }
    }

    @Test("gives us what it sends, byte for byte", arguments: MeshUnderTest.allCases, Form.allCases)
    func receiving(server: MeshUnderTest, form: Form) async throws {
        try await server.run { hospital, practice in
            let content = form.content
            let id = try await Self.peer(practice, form).send(
                content, to: "X26HOSP1", workflow: Self.workflow + "_ACK", localID: "answer-1",
                isCompressed: form.isCompressed)
            #expect(try await hospital.inbox().messages == [id])
            let (message, body) = try await hospital.download(id)
            #expect(body == content)
            #expect(message.fields[.localID] == "answer-1")
            #expect(message.workflow == Self.workflow + "_ACK")
            try await hospital.acknowledge(id)
            #expect(try await hospital.inbox().messages.isEmpty)
        }
    }
}
