import Broker
import Foundation
import Letters
import Logging
import Operations
import Synchronization
import TestSupport

/// What the demo leaves to look at, and what it proves by reading it back (deploy/docs/CONTRACT.md, "What the demo leaves").
struct Evidence {
    let stand: Stand
    let address: URL
    let environment: SandboxEnvironment

    func write(_ outcome: Outcome) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(outcome.rows).write(to: stand.root.appending(path: "report.json"))
        try encoder.encode(try await queues()).write(to: stand.root.appending(path: "queues.json"))
        var addresses = [
            "reporting": address.absoluteString, "mesh": stand.mesh.url.absoluteString,
            "broker": "127.0.0.1:\(stand.node.ports.amqp)",
            "management": "http://127.0.0.1:\(stand.node.ports.management)",
        ]
        for service in stand.services { addresses[service.name] = try service.address()?.absoluteString }
        try encoder.encode(addresses).write(to: stand.root.appending(path: "addresses.json"))
    }

    /// Each practice's own counts, what an outside judge says of each message that arrived, and that nothing shows a
    /// patient.
    func troubles(_ samples: [SampleLetter], _ outcome: Outcome) async throws -> [String] {
        var troubles: [String] = []
        for mailbox in stand.mailboxes {
            // A practice's mailbox is its code and MB.
            let practice = mailbox.dropLast(2)
            let mine = outcome.rows.filter { $0.recipient == String(practice) }
            let taken = ["filed", "collected", "sent"]
            let sent = mine.filter { taken.contains($0.wanted) || $0.wanted == "rejected" }.count
            let filed = mine.filter { taken.contains($0.wanted) }.count
            guard let counts = stand.surgeries.counts(of: mailbox) else {
                if sent > 0 { troubles.append("practice \(practice) counted nothing") }
                continue
            }
            if counts.messages != sent {
                troubles.append("practice \(practice) has \(counts.messages) messages, not \(sent)")
            }
            if counts.documents != filed {
                troubles.append("practice \(practice) filed \(counts.documents) letters, not \(filed)")
            }
        }
        for mailbox in stand.mailboxes {
            // Only FHIR is theirs to judge.
            let messages = try stand.surgeries.received(by: mailbox).filter { $0.value.isFHIR }
            guard !messages.isEmpty else { continue }
            if let words = try await OutsideJudge.models(messages, environment: environment) {
                troubles.append("fhir.resources on what \(mailbox) received: \(words)")
            }
        }
        let probe = PatientDataProbe(samples)
        troubles += try probe.findings(in: stand.logs)
        troubles += probe.findings(
            in: try Data(contentsOf: stand.root.appending(path: "queues.json")), called: "queues.json")
        for service in stand.services {
            guard let address = try service.address() else { continue }
            let metrics = try await HTTPQuestion.ask(address.appending(path: "metrics")).body
            troubles += probe.findings(in: metrics, called: "the metrics of \(service.name)")
        }
        return troubles
    }

    /// A message as it lies in a queue.
    private struct Message: Encodable, Sendable {
        var exchange: String
        var routingKey: String
        var type: String?
        var messageID: String?
        var headers: String
        var body: String

        init(_ delivery: Delivery) {
            exchange = delivery.exchange
            routingKey = delivery.routingKey
            type = delivery.properties.type
            messageID = delivery.properties.messageID
            headers = "\(delivery.properties.headers)"
            body = String(decoding: delivery.body, as: UTF8.self)
        }
    }

    /// Every message in every queue, and all that went through the stream; read by a user who can only read.
    private func queues() async throws -> [String: [Message]] {
        let password = UUID().uuidString
        try stand.node.control("add_user", "reader", password)
        try stand.node.control("set_permissions", "-p", "letters", "reader", "^$", "^$", ".*")
        let url = "amqp://reader:\(password)@127.0.0.1:\(stand.node.ports.amqp)/letters"
        let logger = Logger(label: "demo") { _ in SwiftLogNoOpLogHandler() }
        let listing = try stand.node.control("list_queues", "-p", "letters", "name", "messages", "--no-table-headers")
        var queues: [String: [Message]] = [:]
        for line in listing.split(separator: "\n") {
            let cells = line.split(separator: "\t")
            guard cells.count == 2, let count = Int(cells[1]) else { continue }
            let name = String(cells[0])
            // A connection for each, so that what was looked at goes back when it closes.
            let broker = RabbitMQ(try BrokerSettings(url: url), logger: logger)
            queues[name] =
                name == "letters.ledger"
                ? try await Self.takeAll(from: broker.history(of: name))
                : try await Self.take(count, from: broker.deliveries(from: name, prefetch: max(count, 1)))
            await broker.shutDown()
        }
        try stand.node.control("delete_user", "reader")
        return queues
    }

    private static func take(_ count: Int, from deliveries: Deliveries) async throws -> [Message] {
        guard count > 0 else { return [] }
        let messages = Collected()
        let reader = Task { for await delivery in deliveries { messages.add(Message(delivery)) } }
        defer { reader.cancel() }
        // What was in work when the queues were listed may have been settled since.
        try? await eventually("a queue gives its messages", within: .seconds(3)) { messages.all.count >= count }
        return messages.all
    }

    /// A stream does not say how long it is, and the mailbox is read every second, which is an event too: the first one
    /// that is younger than the question comes after all that were there when it was asked.
    private static func takeAll(from deliveries: Deliveries) async throws -> [Message] {
        let messages = Collected()
        let asked = Date()
        let reader = Task {
            for await delivery in deliveries {
                messages.add(Message(delivery))
                delivery.acknowledge()
                if let time = delivery.properties.timestamp, time > asked { messages.finish() }
            }
        }
        defer { reader.cancel() }
        try await eventually("the stream has been read") { messages.isFinished }
        return messages.all
    }

    private final class Collected: Sendable {
        private let state = Mutex<(messages: [Message], isFinished: Bool)>(([], false))

        var all: [Message] { state.withLock { $0.messages } }
        var isFinished: Bool { state.withLock { $0.isFinished } }

        func add(_ message: Message) { state.withLock { $0.messages.append(message) } }
        func finish() { state.withLock { $0.isFinished = true } }
    }
}

extension Data {
    /// True for an XML document whose root is in FHIR's namespace.
    fileprivate var isFHIR: Bool {
        prefix(1000).range(of: Data("xmlns=\"http://hl7.org/fhir\"".utf8)) != nil
    }
}
