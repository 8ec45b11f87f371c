import Broker
import Documents
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Synchronization
import TestSupport
import Testing

@testable import Acknowledgement

/// The executable `acknowledgement` beside a real broker, with the rights that each stage really has.
private final class ProcessStand: Sendable {
    let directory = FileManager.default.temporaryDirectory.appending(path: "acknowledgement-\(UUID().uuidString)")
    let host: VirtualHost
    let documents: DocumentStore
    let process: ServiceProcess
    private let brokers: [Stage: RabbitMQ]
    private let heard = Heard()
    private let listening: Task<Void, Never>

    init(_ waits: [String: String] = [:]) async throws {
        for name in ["documents", "state", "logs"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: name), withIntermediateDirectories: true)
        }
        host = try await VirtualHost()
        let store = directory.appending(path: "documents", directoryHint: .isDirectory)
        let key = String(repeating: "5a", count: 32)
        documents = try DocumentStore(store, key: StoreKey(text: key))
        let settings = [
            "BROKER_URL": host.url(user: "acknowledgement"), "DOCUMENTS_URL": store.absoluteString,
            "DOCUMENTS_KEY": key, "STATE_DIRECTORY": directory.appending(path: "state").path, "HTTP_PORT": "0",
        ]
        process = try ServiceProcess(
            "acknowledgement", executable: "acknowledgement", settings: settings.merging(waits) { $1 },
            logs: directory.appending(path: "logs"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var brokers: [Stage: RabbitMQ] = [:]
        for stage in [Stage.conversion, .transport, .operator, .reporting] {
            brokers[stage] = RabbitMQ(try BrokerSettings(url: host.url(user: stage.rawValue)), logger: logger)
        }
        self.brokers = brokers
        let deliveries = brokers[.reporting]?.deliveries(from: Stage.reporting.queue, prefetch: 100)
        listening = Task { [heard] in
            for await delivery in deliveries ?? Deliveries({ $0.finish() }) {
                heard.add(delivery)
                delivery.acknowledge()
            }
        }
        try process.child.start()
        try await process.ready()
    }

    func publish(_ event: Event) async throws { try await brokers[event.source]?.publish(event) }

    /// A practice's answer, as transport announces it.
    func answer(
        _ code: String, to message: MessageID?, from mailbox: String = LetterUnderTest.mailbox,
        mesh: String = UUID().uuidString
    ) async throws {
        let reference = try await documents.put(
            Data(ResponseXML.text(code, answering: message).utf8), mediaType: "application/fhir+xml")
        let received = MeshReceived(
            meshMessageID: mesh, workflow: "GPCONNECT_SEND_DOCUMENT_ACK", isReport: false, body: reference,
            headers: reference, from: mailbox)
        try await publish(
            Event(.meshReceived, received, about: mesh, cause: mesh, from: .transport, at: Date()))
    }

    func polled(at time: Date) async throws {
        try await publish(
            Event(
                .meshPolled, MeshPolled(mailbox: "X26HOSP1", at: time, received: 0), about: "X26HOSP1",
                cause: Instant.text(time), from: .transport, at: time))
    }

    /// What acknowledgement has told, by type and letter, each counted.
    func told(_ type: EventType) -> [DeliveryID: Int] {
        let outcomes = heard.events.filter { $0.type == type }.compactMap { try? $0.payload(LetterOutcome.self) }
        return Dictionary(outcomes.map { ($0.facts.delivery, 1) }, uniquingKeysWith: +)
    }

    var distinct: Set<EventID> { Set(heard.events.map(\.id)) }
    var parked: [Delivery] { heard.parked }

    func stop() async -> Int32 {
        let status = await process.child.stop()
        listening.cancel()
        for broker in brokers.values { await broker.shutDown() }
        await host.stop()
        try? FileManager.default.removeItem(at: directory)
        return status
    }
}

/// What reporting would hear.
private final class Heard: Sendable {
    private let deliveries = Mutex<[Delivery]>([])

    func add(_ delivery: Delivery) { deliveries.withLock { $0.append(delivery) } }

    var events: [Event] {
        deliveries.withLock { $0 }.filter { $0.exchange == Exchange.letters }.compactMap { try? Event(body: $0.body) }
    }

    var parked: [Delivery] { deliveries.withLock { $0 }.filter { $0.exchange == Exchange.parked } }
}

/// An ITK3 response with no more in it than systems in use send.
private enum ResponseXML {
    static func text(_ code: String, answering message: MessageID?) -> String {
        let isGood = ["20013", "30001", "30004"].contains(code)
        return """
            <Bundle xmlns="http://hl7.org/fhir"><type value="message"/>
            <entry><resource><MessageHeader><id value="\(UUID().uuidString.lowercased())"/>
            <response><identifier value="\(message?.description ?? "UNREADABLE-IN-ORIGINAL-MESSAGE")"/>
            <code value="\(isGood ? "ok" : "fatal-error")"/></response></MessageHeader></resource></entry>
            <entry><resource><OperationOutcome><issue><severity value="\(isGood ? "information" : "fatal")"/>
            <details><coding><system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"/>
            <code value="\(code)"/></coding></details></issue></OperationOutcome></resource></entry></Bundle>
            """
    }
}

@Suite("The service acknowledgement beside a real broker", .serialized, .enabled(if: RabbitMQNode.isInstalled))
struct ProcessTests {
    @Test("tells each outcome once although it is killed in the middle of two hundred answers")
    func killed() async throws {
        let stand = try await ProcessStand()
        let letters = (0..<100).map { LetterUnderTest("EPR-\($0)") }
        for letter in letters {
            try await stand.publish(letter.converted())
            try await stand.publish(letter.sent())
        }
        for (index, letter) in letters.enumerated() {
            try await stand.answer("20013", to: letter.attempt.message)
            try await stand.answer(index.isMultiple(of: 10) ? "30002" : "30001", to: letter.attempt.message)
            if index == 40 || index == 80 {
                stand.process.child.kill()
                try stand.process.child.start()
            }
        }
        try await eventually("every answer is told", within: .seconds(60)) {
            stand.told(.letterReceived).count == 100 && stand.told(.letterFiled).count == 90
                && stand.told(.letterRejected).count == 10
        }
        try await stand.process.ready()
        #expect(stand.parked.isEmpty)
        // 200 events of ours, 200 of transport and 200 outcomes; a copy too many would bear an id that is there already.
        #expect(stand.distinct.count == 600)
        #expect(await stand.stop() == 0)
    }

    @Test("believes no other practice's mailbox until a person does, and then the recipient's all the same")
    func stranger() async throws {
        let stand = try await ProcessStand()
        let (letter, other) = (LetterUnderTest(), LetterUnderTest("EPR-2"))
        for letter in [letter, other] {
            try await stand.publish(letter.converted())
            try await stand.publish(letter.sent())
            try await stand.answer("30002", to: letter.attempt.message, from: "Y00099MB", mesh: "IN-\(letter.mesh)")
        }
        try await eventually("both are told") { stand.told(.answerDoubted).count == 2 }
        try await stand.answer("30001", to: letter.attempt.message)
        try await stand.publish(other.accepted("IN-\(other.mesh)"))
        try await eventually("each letter has the outcome that is believed") {
            stand.told(.letterFiled) == [letter.facts.delivery: 1]
                && stand.told(.letterRejected) == [other.facts.delivery: 1]
        }
        #expect(stand.told(.answerDoubted) == [letter.facts.delivery: 1, other.facts.delivery: 1])
        #expect(stand.parked.isEmpty)
        #expect(await stand.stop() == 0)
    }

    @Test("parks what nobody claims, and tells a code that nobody knows and what is overdue")
    func silence() async throws {
        let stand = try await ProcessStand([
            "ACKNOWLEDGEMENT_UNMATCHED_WAIT": "1 s", "WAIT_COLLECTED": "1 d", "WAIT_TECHNICAL": "1 s",
            "WAIT_BUSINESS": "1 d",
        ])
        let letter = LetterUnderTest()
        try await stand.publish(letter.converted())
        try await stand.publish(letter.sent())
        try await stand.answer("20013", to: LetterUnderTest("EPR-unknown").attempt.message, mesh: "IN-UNMATCHED")
        try await stand.answer("no code", to: letter.attempt.message, mesh: "IN-UNREADABLE")
        try await stand.polled(at: Samples.hour(1) + 2)
        try await eventually("one is parked, the code is told on the letter, and so is the silence") {
            stand.parked.count == 1 && stand.told(.letterOverdue).count == 1
                && stand.told(.letterRejected) == [letter.facts.delivery: 1]
        }
        #expect(stand.parked.map { $0.parking?.reason.code } == ["unmatched-answer"])
        #expect(stand.parked.allSatisfy { $0.parking?.stage == "acknowledgement" })
        #expect(await stand.stop() == 0)
    }
}
