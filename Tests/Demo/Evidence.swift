import Broker
import Foundation
import Letters
import Logging
import TestSupport

/// What the demo leaves to look at, and what it proves by reading it back (contract.md, "What the demo leaves").
struct Evidence {
    let stand: Stand
    let address: URL

    func write(_ outcome: Outcome) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(outcome.rows).write(to: stand.root.appending(path: "report.json"))
        try encoder.encode(try await queues()).write(to: stand.root.appending(path: "queues.json"))
        var addresses = [
            "reporting": address.absoluteString, "mesh": stand.sandbox.url.absoluteString,
            "broker": "127.0.0.1:\(stand.node.ports.amqp)",
            "management": "http://127.0.0.1:\(stand.node.ports.management)",
        ]
        for service in stand.services { addresses[service.name] = try service.address()?.absoluteString }
        try encoder.encode(addresses).write(to: stand.root.appending(path: "addresses.json"))
    }

    /// Each practice's own counts, what is parked, and that nothing shows a patient.
    func troubles(_ samples: [SampleLetter], _ outcome: Outcome) async throws -> [String] {
        var troubles: [String] = []
        for (practice, mailbox) in zip(Stand.practices, stand.mailboxes) {
            let mine = outcome.rows.filter { $0.recipient == practice.description }
            let sent = mine.filter { ["filed", "rejected"].contains($0.wanted) }.count
            let filed = mine.filter { $0.wanted == "filed" }.count
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
        let probe = PatientDataProbe(samples)
        troubles += try probe.findings(in: stand.logs)
        troubles += probe.findings(
            in: try Data(contentsOf: stand.root.appending(path: "queues.json")), called: "queues.json")
        for service in stand.services {
            guard let address = try service.address() else { continue }
            let metrics = try await HTTP.get(address.appending(path: "metrics")).body
            troubles += probe.findings(in: metrics, called: "the metrics of \(service.name)")
        }
        return troubles
    }

    /// A message as it lies in a queue.
    private struct Message: Encodable {
        var exchange: String
        var routingKey: String
        var type: String?
        var messageID: String?
        var headers: String
        var body: String
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
            let deliveries =
                name == "letters.ledger"
                ? broker.history(of: name) : broker.deliveries(from: name, prefetch: max(count, 1))
            queues[name] = try await Self.take(count, from: deliveries)
            await broker.shutDown()
        }
        try stand.node.control("delete_user", "reader")
        return queues
    }

    private static func take(_ count: Int, from deliveries: Deliveries) async throws -> [Message] {
        guard count > 0 else { return [] }
        return try await withThrowingTaskGroup(of: [Message].self) { group in
            group.addTask {
                var messages: [Message] = []
                for await delivery in deliveries {
                    messages.append(
                        Message(
                            exchange: delivery.exchange, routingKey: delivery.routingKey,
                            type: delivery.properties.type,
                            messageID: delivery.properties.messageID, headers: "\(delivery.properties.headers)",
                            body: String(decoding: delivery.body, as: UTF8.self)))
                    if messages.count == count { break }
                }
                return messages
            }
            group.addTask {
                try await Task.sleep(for: .seconds(20))
                throw NeverHappened("a queue gives its \(count) messages", lastSeen: nil)
            }
            let messages = try await group.next() ?? []
            group.cancelAll()
            return messages
        }
    }
}
