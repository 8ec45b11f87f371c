import Broker
import Foundation
import HTTP
import Letters
import Logging
import Mesh
import Messages
import Pipeline
import TestSupport
import Testing

/// An attacker who has a practice's mailbox, the broker accounts of compromised services and control of the line to
/// MESH, and who knows the letters' ids. The attacker records which of its messages must end in parked queues.
final class Intruder {
    private let stand: Stand
    private var deliveries: [Outcome.Row] = []
    private let practice: MeshMailbox
    private let accounts: [Stage: RabbitMQ]
    private let tool: RabbitMQ
    private var count = 0
    /// Local ids of the poisoned answers: `sent` were accepted by MESH, `all` were tried.
    private var answers: (sent: Set<MessageID>, all: Set<MessageID>) = ([], [])
    /// Bodies of the published messages, as they are in the queues.
    private var bodies: Set<Data> = []

    init(_ stand: Stand) throws {
        self.stand = stand
        let mailbox = try #require(stand.practiceMailboxes.first)
        practice = MeshMailbox(
            MeshSettings(
                url: stand.mesh.url.absoluteString, mailbox: mailbox.id, password: mailbox.password,
                sharedKey: stand.sharedKey))
        func account(_ stage: Stage) throws -> RabbitMQ {
            RabbitMQ(
                try BrokerSettings(url: stand.host.url(user: stage.rawValue)),
                logger: Logger(label: "intruder") { _ in SwiftLogNoOpLogHandler() })
        }
        let stages = Set(Affront.forgeries.map(\.account))
        accounts = try Dictionary(uniqueKeysWithValues: stages.map { ($0, try account($0)) })
        tool = try account(.operator)
    }

    func close() async {
        for broker in Array(accounts.values) + [tool] { await broker.shutDown() }
    }

    /// Gives the attacker these letters, which its forged events refer to from now on.
    func learn(of outcome: Outcome) { deliveries = outcome.rows.filter { $0.delivery != nil } }

    /// Commits each affront once.
    func commitAll() async throws { for affront in Affront.allCases { try await commit(affront) } }

    func commit(_ affront: Affront) async throws {
        count += 1
        switch affront {
        case .poisonedAnswer: await answer(Affront.poisons[count % Affront.poisons.count])
        case .forgedEvent:
            let forgery = Affront.forgeries[count % Affront.forgeries.count]
            let event = try event(forgery.type, from: forgery.source)
            await publish(event.body, as: forgery.account, under: forgery.key)
        case .copies:
            let event = try event(.letterWithheld, from: .extraction)
            let header = count.isMultiple(of: 2) ? "CC" : "BCC"
            await publish(
                event.body, as: .extraction, under: .letterWithheld,
                headers: [header: .array([.string("mesh.polled"), .string("letter.filed")])])
        case .garbage:
            let body = Affront.rubbish[count % Affront.rubbish.count] + Data(" \(count)".utf8)
            await publish(body, as: .extraction, under: .letterExtracted)
        case .oversized:
            let message = OutgoingMessage(
                body: Data(count: Delivery.largestBody + 1), properties: MessageProperties())
            let broker = try #require(accounts[.extraction])
            await #expect(throws: BrokerError.self) {
                try await broker.publish(
                    message, to: Exchange.letters, routingKey: EventType.letterExtracted.rawValue)
            }
        case .interposed:
            guard let mesh = stand.mesh as? StrictMesh else { return }
            try await mesh.add(Affront.interpositions[count % Affront.interpositions.count])
        }
    }

    private func answer(_ body: Data) async {
        let id = MessageID(UUID())
        answers.all.insert(id)
        let outcome = await practice.send(
            MeshMessage(
                to: Stand.hospital, workflow: "GPCONNECT_SEND_DOCUMENT_ACK", localID: id.description,
                contentType: "application/fhir+xml", body: HTTPBody(body)))
        if case .accepted = outcome { answers.sent.insert(id) }
    }

    /// Returns a forged event about one of the letters.
    private func event(_ type: EventType, from source: Stage) throws -> Event {
        let row = deliveries[count % deliveries.count]
        let facts = DeliveryFacts(
            chain: Identity.chain(source: "epr", documentID: row.letter),
            letter: try #require(LetterID(row.letter)), delivery: try #require(row.delivery.flatMap(DeliveryID.init)),
            revision: 1, source: "epr", kind: .outpatientLetter, urgency: .routine,
            recipient: try #require(row.recipient.flatMap(ODSCode.init)), role: .registeredPractice, signedAt: Date(),
            record: ObjectReference(sha256: "00", size: 1, mediaType: "application/json", location: "00/00"))
        return try Event(
            type, LetterOutcome(facts: facts, reason: Reason(code: "30001", detail: "forged")),
            about: facts.delivery.description, cause: UUID().uuidString, from: source, at: Date())
    }

    /// Publishes until the broker confirms. A retry may publish a copy too many, which is parked too.
    private func publish(
        _ body: Data, as account: Stage, under key: EventType, headers: [String: HeaderValue] = [:]
    ) async {
        bodies.insert(body)
        let message = OutgoingMessage(body: body, properties: MessageProperties(headers: headers))
        _ = try? await eventually("the broker takes it", within: .seconds(60)) { () -> Bool? in
            try await accounts[account]?.publish(message, to: Exchange.letters, routingKey: key.rawValue)
            return true
        }
    }

    /// Waits until all hostile messages are parked. Returns those that are not, and every other message that is.
    func faults(within limit: Duration = .seconds(120)) async throws -> [String] {
        var faults: [String] = []
        var parked: (answers: Set<MessageID>, bodies: Set<Data>) = ([], [])
        _ = try? await eventually("all is parked", within: limit) {
            let count = try await tool.ready(in: Stage.reporting.parkedQueue)
            let answers = try await tool.ready(in: Stage.acknowledgement.parkedQueue)
            return count >= bodies.count && answers >= self.answers.sent.count
        }
        for stage in Stage.takingWork {
            for delivery in try await taken(from: stage.parkedQueue) {
                let code = delivery.parking?.reason.code ?? "unknown"
                if bodies.contains(delivery.body) {
                    if stage == .reporting { parked.bodies.insert(delivery.body) }
                } else if let id = try? Event(body: delivery.body).payload(MeshReceived.self).localID,
                    answers.all.contains(id)
                {
                    parked.answers.insert(id)
                } else {
                    faults.append("\(stage) parked \(delivery.properties.type ?? "what has no type"): \(code)")
                }
            }
        }
        let missing = (bodies.subtracting(parked.bodies).count, answers.sent.subtracting(parked.answers).count)
        if missing.0 > 0 { faults.append("of \(bodies.count) hostile messages reporting did not park \(missing.0)") }
        if missing.1 > 0 { faults.append("of \(answers.sent.count) poisoned answers \(missing.1) are not parked") }
        return faults
    }

    /// Removes all messages from a parked queue and returns them.
    private func taken(from queue: String) async throws -> [Delivery] {
        let count = try await tool.ready(in: queue)
        guard count > 0 else { return [] }
        var taken: [Delivery] = []
        for await delivery in tool.deliveries(from: queue, prefetch: 1000) {
            delivery.acknowledge()
            taken.append(delivery)
            if taken.count == count { break }
        }
        return taken
    }
}
