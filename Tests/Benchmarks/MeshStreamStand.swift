import Broker
import Documents
import Foundation
import HTTP
import Letters
import Logging
import Mesh
import Messages
import Pipeline
import TestSupport

/// `transport` with a broker and `mesh-server`, for one message that is much longer than the memory it should take.
final class MeshStreamStand: Sendable {
    /// The largest resident memory of the process, in MB.
    struct Most {
        var idle = 0.0
        var out = 0.0
        var back = 0.0

        var table: String {
            var table = Table("transport", "most memory MB")
            table.add("waits", idle.text(1))
            table.add("sends it in chunks", out.text(1))
            table.add("collects one as long", back.text(1))
            return table.text
        }
    }

    private let root = FileManager.default.temporaryDirectory.appending(path: "meshpost-bench-\(UUID().uuidString)")
    private let size: Int
    private let node: RabbitMQNode
    private let mesh: StrictMesh
    private let documents: DocumentStore
    private let transport: ServiceProcess
    private let practice: MeshMailbox
    private let workflow: String
    private let hospital: SandboxSettings.Mailbox

    init(
        megabytes: Int, _ hospital: SandboxSettings.Mailbox, _ practice: SandboxSettings.Mailbox, _ workflow: String
    ) async throws {
        (size, self.workflow, self.hospital) = (megabytes * 1_000_000, workflow, hospital)
        for name in ["documents", "state", "logs"] {
            try FileManager.default.createDirectory(at: root.appending(path: name), withIntermediateDirectories: true)
        }
        let store = root.appending(path: "documents", directoryHint: .isDirectory)
        let key = String(repeating: "5a", count: 32)
        documents = try DocumentStore(store, key: StoreKey(text: key))
        node = try await RabbitMQNode(directory: root.appending(path: "broker"))
        mesh = try await StrictMesh(
            .hospital(hospital, practices: [practice], workflows: [workflow], sharedKey: "for-the-bench"))
        let settings = MeshSettings(
            url: mesh.url.absoluteString, mailbox: practice.id, password: practice.password,
            sharedKey: "for-the-bench")
        self.practice = MeshMailbox(settings)
        transport = try ServiceProcess(
            "transport", executable: "transport",
            settings: [
                "ENVIRONMENT": "test", "BROKER_URL": node.url(user: "transport"), "MESH_URL": mesh.url.absoluteString,
                "MESH_MAILBOX": hospital.id, "MESH_PASSWORD": hospital.password, "MESH_SHARED_KEY": "for-the-bench",
                "MESH_WORKFLOWS": workflow, "MESH_POLL_SECONDS": "1", "DOCUMENTS_URL": store.absoluteString,
                "DOCUMENTS_KEY": key, "STATE_DIRECTORY": root.appending(path: "state").path, "HTTP_PORT": "0",
            ], logs: root.appending(path: "logs"))
    }

    /// Streams a long message out, then one of the same length in.
    func run() async throws -> Most {
        do {
            let memory = try await measure()
            await end()
            return memory
        } catch {
            await end()
            throw error
        }
    }

    private func measure() async throws -> Most {
        var memory = Most()
        let event = try await converted()
        try transport.child.start()
        try await transport.ready()
        // Shortly after the start the service returns the memory that only the start needed.
        let started = Memory(of: transport.child.identifier).resident
        try await eventually("transport has settled") {
            Memory(of: transport.child.identifier).resident < started - 2_000_000
        }
        memory.idle = Double(Memory(of: transport.child.identifier).resident) / 1_048_576
        Memory.forgetPeak(of: transport.child.identifier)
        let conversion = RabbitMQ(
            try BrokerSettings(url: node.url(user: "conversion")),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        try await conversion.publish(event)
        await conversion.shutDown()
        try await eventually("the long message is accepted", within: .seconds(600)) {
            try await practice.inbox().messages.count == 1
        }
        memory.out = most()
        Memory.forgetPeak(of: transport.child.identifier)
        let size = size
        let answer = MeshMessage(
            to: hospital.id, workflow: workflow + "_ACK", localID: UUID().uuidString,
            contentType: "application/fhir+xml", body: HTTPBody(size: size) { Self.fill($0, $1, size) })
        guard case .accepted = await practice.send(answer) else {
            throw BenchHost.Failure(description: "the practice's message was not accepted")
        }
        try await eventually("the long message is collected", within: .seconds(600)) {
            try await mesh.waiting(in: hospital.id) == 0
        }
        memory.back = most()
        return memory
    }

    /// Fills a buffer with bytes that compress, but not to almost nothing.
    private static func fill(_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer, _ size: Int) -> Int {
        let count = min(buffer.count, size - offset)
        for index in 0..<max(0, count) {
            let position = UInt64(offset + index) &* 0x9E37_79B9_7F4A_7C15
            buffer[index] = 65 + UInt8(truncatingIfNeeded: (position >> 32) & 31)
        }
        return max(0, count)
    }

    /// Returns `letter.converted.mesh` for a letter of this length.
    private func converted() async throws -> Event {
        let chain = Identity.chain(source: "bench", documentID: "long")
        let letter = Identity.letter(chain: chain, revision: 1)
        guard let ods = ODSCode("Y00001") else { throw BenchHost.Failure(description: "no ODS code") }
        let delivery = Identity.delivery(letter: letter, recipient: ods)
        let record = try await documents.put(Data("{}".utf8), mediaType: "application/json")
        let facts = DeliveryFacts(
            chain: chain, letter: letter, delivery: delivery, revision: 1, source: "bench", kind: .outpatientLetter,
            urgency: .routine, recipient: ods, role: .registeredPractice, signedAt: Date(), record: record)
        let asked = EventID(Identity.uuid("bench"))
        let attempt = Attempt(
            id: asked, askedAt: Date(), message: Identity.message(delivery: delivery, attempt: asked))
        let writer = try documents.writer(mediaType: "application/fhir+xml")
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { piece.deallocate() }
        var offset = 0
        while offset < size {
            let count = Self.fill(offset, piece, size)
            try writer.write(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            offset += count
        }
        let envelope = MessageEnvelope(
            workflow: workflow, localID: attempt.message.description, contentType: "application/fhir+xml")
        let payload = LetterConverted(
            facts: facts, attempt: attempt, channel: .mesh, format: "send-document", workflow: workflow, mailbox: nil,
            message: try await writer.finish(),
            envelope: try await documents.put(
                try JSONEncoder.meshPost.encode(envelope), mediaType: "application/json"), expects: [])
        return try Event(
            .letterConvertedForMesh, payload, about: delivery.description, cause: "bench", from: .conversion, at: Date()
        )
    }

    /// Returns the largest resident memory since the peak was reset, in MB.
    private func most() -> Double { Double(Memory(of: transport.child.identifier).peak) / 1_048_576 }

    private func end() async {
        await transport.child.stop()
        await mesh.stop()
        await node.stop()
        try? FileManager.default.removeItem(at: root)
    }
}
