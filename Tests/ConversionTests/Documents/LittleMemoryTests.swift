import Broker
import Documents
import Foundation
import Letters
import Logging
import Messages
import Operations
import Pipeline
import Renditions
import Synchronization
import SyntheticLetters
import TestSupport
import Testing

/// Runs the executable `conversion` with real engines under a memory limit at which the kernel kills processes.
@Suite(
    "Conversion in a container with little memory", .serialized,
    .enabled(if: RabbitMQNode.isInstalled && ProductDirectory.executable("conversion") != nil, "no RabbitMQ"),
    .enabled(if: ControlGroup.isPossible, "no control group can be made: not root, or no memory controller"))
struct LittleMemoryTests {
    /// Letters that convert on a machine with enough memory: our DOCX and RTF files, and a scanner's PDF.
    private static let documents: [(bytes: Data, type: DocumentType)] =
        [8, 16, 24, 32].map { (HospitalLetter.of(seed: $0).file(.docx), .docx) }
        + [2, 18, 26].map { (HospitalLetter.of(seed: $0).file(.rtf), .rtf) }
        + [1, 2, 3].map { (SamplePDF.document(pages: [["Dear colleague,", "letter \($0)"]]), .pdf) }

    /// Records the last event about each letter, as the ledger receives it.
    private final class Hearing: Sendable {
        private let heard = Mutex<[DeliveryID: EventType]>([:])
        private let broker: RabbitMQ
        private let listening: Task<Void, Never>

        init(_ host: VirtualHost) throws {
            broker = RabbitMQ(
                try BrokerSettings(url: host.url(user: "reporting")),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let deliveries = broker.deliveries(from: Stage.reporting.queue, prefetch: 50)
            let (stream, continuation) = AsyncStream<Event>.makeStream()
            listening = Task {
                for await delivery in deliveries {
                    if let event = try? Event(body: delivery.body) { continuation.yield(event) }
                    delivery.acknowledge()
                }
            }
            Task { [weak self] in
                for await event in stream {
                    guard let delivery = DeliveryID(event.subject), event.type != .letterExtracted else { continue }
                    self?.heard.withLock { $0[delivery] = event.type }
                }
            }
        }

        func of(_ delivery: DeliveryID) -> EventType? { heard.withLock { $0[delivery] } }
        func count(_ type: EventType) -> Int { heard.withLock { $0.values.count { $0 == type } } }

        func end() async {
            listening.cancel()
            await broker.shutDown()
        }
    }

    private static func settings(_ stand: Stand, _ host: VirtualHost, workers: Int) throws -> [String: String] {
        let practices = stand.folder.appending(path: "practices.csv")
        try Data((Stand.header + Stand.rows).utf8).write(to: practices)
        return [
            "BROKER_URL": host.url(user: "conversion"), "HTTP_PORT": "0", "ENVIRONMENT": "test",
            "ORGANISATION_ODS": "RXX", "ORGANISATION_NAME": "Testing Hospitals", "ORGANISATION_CONTACT": "01632 960000",
            "DOCUMENTS_URL": stand.folder.absoluteString, "MESH_MAILBOX": "X26HOSP1",
            "PRACTICES_FILE": practices.path, "CONVERSION_WORKERS": "\(workers)",
        ]
    }

    @Test(
        "converts every healthy letter in the end, and refuses none for what the machine lacks",
        .timeLimit(.minutes(15)), arguments: [256])
    func converts(megabytes: Int) async throws {
        let group = try ControlGroup(bytes: megabytes << 20)
        let (host, stand) = (try await VirtualHost(), try Stand())
        let hearing = try Hearing(host)
        let service = try ServiceProcess(
            "conversion", executable: "conversion", settings: try Self.settings(stand, host, workers: 4),
            logs: stand.folder, in: group)
        try service.child.start()
        try await service.ready()

        let extraction = RabbitMQ(
            try BrokerSettings(url: host.url(user: "extraction")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var letters: [DeliveryID] = []
        for (number, document) in Self.documents.enumerated() {
            let reference = try await stand.store.put(document.bytes, mediaType: document.type.rawValue)
            let record = try await Sample.record(in: stand.store, document: nil) {
                $0.letter = Identity.letter(chain: $0.chain, revision: number + 1)
                $0.document = reference
            }
            let facts = try await stand.facts(record, for: "Y00001", role: .registeredPractice)
            letters.append(facts.delivery)
            try await extraction.publish(
                try Event(
                    .letterExtracted, LetterExtracted(facts: facts), about: facts.delivery.description,
                    cause: record.letter.description, from: .extraction, at: Sample.signedAt))
        }
        try await eventually("every letter is converted", within: .seconds(180)) {
            guard hearing.count(.letterRefused) == 0 else { return true }
            return letters.allSatisfy { hearing.of($0) == .letterConvertedForMesh }
        }
        #expect(hearing.count(.letterRefused) == 0)
        #expect(group.kills > 0, "there was memory enough: this shows nothing")
        #expect(service.child.isRunning, "the kernel ended the service, and not an engine")
        let tool = RabbitMQ(
            try BrokerSettings(url: host.url(user: "operator")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        #expect(try await tool.ready(in: Stage.conversion.parkedQueue) == 0)

        await service.child.stop()
        for broker in [extraction, tool] { await broker.shutDown() }
        await hearing.end()
        await host.stop()
        stand.remove()
        group.remove()
    }
}
