import Broker
import Documents
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Synchronization
import TestSupport

/// A conversion service with its own broker, and a client that publishes letters to it and consumes the outcomes.
final class ConversionStand: Sendable {
    /// The cost of converting one letter.
    struct Run {
        var rate: Double
        var processor: Double
        var seconds: Double
        /// Largest resident memory of the service, in bytes.
        var service: Int
        /// Largest resident memory of all its engines together, in bytes.
        var engines: Int
    }

    struct Failed: Error, CustomStringConvertible { var description: String }

    private static let practices = """
        ods,name,system,kind,format,workflow,mailbox,channel,max_bytes,assured,active_from,active_to
        Y00001,Folder,OTHER,,folder,,,folder,,,,
        Y00002,Document,EMIS,,send-document,,,mesh,,yes,,
        Y00003,Kettering,EMIS,,kettering,LOCAL,,mesh,,,,
        Y00004,Structured,EMIS,,toc,,,mesh,,,,
        Y00005,Text,VISION,,kettering,LOCAL,,mesh,,,,
        Y00006,Fax,OTHER,,kettering,LOCAL,,mesh,,,,
        Y00007,Roomy,EMIS,,send-document,,,mesh,400000000,yes,,
        Y00008,Partner,OTHER,,itk2,LOCAL,,mesh,,,,
        Y00009,Next,OTHER,,ukcore,LOCAL,,mesh,,,,

        """

    private let node: RabbitMQNode
    private let broker: RabbitMQ
    /// The user `extraction`: conversion refuses letters from other users.
    private let extraction: RabbitMQ
    private let store: DocumentStore
    private let service: ServiceProcess
    private let record: LetterRecord
    private let run = UUID().uuidString
    private let used = Mutex(0)
    private let heard = Heard()
    private let listening: Task<Void, Never>

    init(_ directory: URL, workers: Int) async throws {
        for folder in ["documents", "logs"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: folder), withIntermediateDirectories: true)
        }
        try Data(Self.practices.utf8).write(to: directory.appending(path: "practices.csv"))
        try Data(#"{"routes": [], "text": ["VISION"], "tiff": ["OTHER"]}"#.utf8)
            .write(to: directory.appending(path: "routing.json"))
        node = try await RabbitMQNode(directory: directory.appending(path: "broker"))
        broker = try BenchHost(node, virtualHost: "letters").broker(window: 64)
        extraction = RabbitMQ(
            try BrokerSettings(url: node.url(user: "extraction")),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        store = try DocumentStore(directory.appending(path: "documents"), key: nil)
        service = try ServiceProcess(
            "conversion", executable: "conversion",
            settings: [
                "BROKER_URL": node.url(user: "conversion"), "HTTP_PORT": "0", "ENVIRONMENT": "test",
                "ORGANISATION_ODS": "RXT", "MESH_MAILBOX": "X26HOSP1", "CONVERSION_WORKERS": "\(workers)",
                "DOCUMENTS_URL": directory.appending(path: "documents").absoluteString,
                "PRACTICES_FILE": directory.appending(path: "practices.csv").path,
                "ROUTING_FILE": directory.appending(path: "routing.json").path,
            ], logs: directory.appending(path: "logs"))
        let fixture = ProductDirectory.sources.appending(path: "Tests/Fixtures/inpatient-discharge/record.json")
        record = try JSONDecoder.meshPost.decode(LetterRecord.self, from: Data(contentsOf: fixture))
        // One consumer for all measurements, since a second one would share the queue with it.
        listening = Task { [broker, heard] in
            for await delivery in broker.deliveries(from: Stage.reporting.queue, prefetch: 256) {
                delivery.acknowledge()
                heard.take(delivery)
            }
        }
        try service.child.start()
        try await service.ready()
    }

    func stop() async {
        listening.cancel()
        await service.child.stop()
        await node.stop()
    }

    /// Publishes letters with this document, or with sections only, and waits until all are converted.
    func convert(_ count: Int, of document: Data?, for recipient: String) async throws -> Run {
        guard let ods = ODSCode(recipient) else { throw Failed(description: "no ODS code: \(recipient)") }
        var reference: ObjectReference?
        if let document { reference = try await store.put(document, mediaType: "application/octet-stream") }
        var events: [Event] = []
        for _ in 0..<count { events.append(try await letter(reference, for: ods)) }
        let before = family()
        for process in before { Memory.forgetPeak(of: process) }
        let processor = before.reduce(0) { $0 + Self.processor(of: $1) }
        let converted = heard.converted
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for event in events { group.addTask { [extraction] in try await extraction.publish(event) } }
            try await group.waitForAll()
        }
        while try heard.checked() < converted + count { try await Task.sleep(for: .milliseconds(2)) }
        let seconds = start.duration(to: .now) / .seconds(1)
        let after = family()
        let used = after.reduce(0) { $0 + Self.processor(of: $1) } - processor
        let peaks = after.map { (process: $0, bytes: Memory(of: $0).peak) }
        return Run(
            rate: Double(count) / seconds, processor: used / Double(count), seconds: seconds / Double(count),
            service: peaks.first?.bytes ?? 0, engines: peaks.dropFirst().reduce(0) { $0 + $1.bytes })
    }

    private func letter(_ document: ObjectReference?, for recipient: ODSCode) async throws -> Event {
        let number = used.withLock { number in
            number += 1
            return number
        }
        var record = record
        record.chain = Identity.chain(source: "bench", documentID: "\(run)-\(number)")
        record.letter = Identity.letter(chain: record.chain, revision: 1)
        // Each letter has another hour, so that no document is the same as a stored one.
        record.signedAt = record.signedAt.addingTimeInterval(Double(number))
        record.document = document
        record.recipients = [Recipient(ods: recipient, role: .registeredPractice)]
        let reference = try await store.put(try JSONEncoder.meshPost.encode(record), mediaType: "application/json")
        let delivery = Identity.delivery(letter: record.letter, recipient: recipient)
        let facts = DeliveryFacts(
            chain: record.chain, letter: record.letter, delivery: delivery, revision: 1, source: "bench",
            kind: record.kind, urgency: .routine, recipient: recipient, role: .registeredPractice,
            signedAt: record.signedAt, record: reference)
        return try Event(
            .letterExtracted, LetterExtracted(facts: facts), about: delivery.description, cause: "bench",
            from: .extraction, at: record.signedAt)
    }

    /// Returns the ids of the service's process and of its children, the service first.
    private func family() -> [Int32] {
        guard let service = service.child.identifier else { return [] }
        return [service] + Usage.children(of: service)
    }

    /// Returns the processor time in seconds of a process and of its ended children.
    private static func processor(of process: Int32) -> Double {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return 0 }
        // proc(5): fields 14 to 17 are user and system time, also of ended children, in clock ticks.
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        return fields[11...14].reduce(0) { $0 + (Double($1) ?? 0) } / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}

/// Counts the outcomes of the letters.
private final class Heard: Sendable {
    private let state = Mutex((converted: 0, failure: String?.none))

    var converted: Int { state.withLock { $0.converted } }

    func take(_ delivery: Delivery) {
        switch delivery.routingKey {
        case "letter.extracted": break
        case "letter.converted.mesh", "letter.converted.folder": state.withLock { $0.converted += 1 }
        default:
            let reason = try? Event(body: delivery.body).payload(LetterOutcome.self).reason
            state.withLock { $0.failure = "\(delivery.routingKey) \(reason?.detail ?? "")" }
        }
    }

    /// Returns the number of letters converted so far. Throws if one failed.
    func checked() throws -> Int {
        let (converted, failure) = state.withLock { $0 }
        if let failure { throw ConversionStand.Failed(description: "a letter was not converted: \(failure)") }
        return converted
    }
}
