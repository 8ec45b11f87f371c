import Broker
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Synchronization
import TestSupport
import Testing

@Suite("A stage with several events before it")
struct BatchTests {
    let broker = ScriptedBroker()
    let ledger = KeptChanges()

    /// Keeps what was committed, and with what.
    final class KeptChanges: Sendable {
        private let kept = Mutex<(commits: [[String]], poison: Set<String>)>(([], []))

        var commits: [[String]] { kept.withLock { $0.commits } }

        func poison(_ subject: String) { kept.withLock { _ = $0.poison.insert(subject) } }

        func commit(_ subjects: [String]) -> [Bool] {
            kept.withLock { kept in
                let well = subjects.map { !kept.poison.contains($0) }
                kept.commits.append(zip(subjects, well).filter(\.1).map(\.0))
                return well
            }
        }
    }

    private struct KeptChange: Change {
        let ledger: KeptChanges
        let event: Event
        let outcome: Event?

        static func commit(_ changes: [KeptChange]) async -> [Result<Work, any Error>] {
            let well = changes.first?.ledger.commit(changes.map(\.event.subject)) ?? []
            return zip(changes, well).map { change, isWell in
                isWell
                    ? .success(Work(outcomes: change.outcome.map { [$0] } ?? []))
                    : .failure(StageFailure.never(Reason(code: "poison", detail: "…")))
            }
        }
    }

    private struct Keeping: Handler {
        let ledger: KeptChanges
        var fails: @Sendable (Event) throws -> Void = { _ in }

        func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
            try fails(event)
            return Work(change: KeptChange(ledger: ledger, event: event, outcome: try BatchTests.outcome(of: event)))
        }
    }

    private static func event(_ subject: String, cause: String = "a round") throws -> Event {
        try Event(
            .meshPolled, MeshPolled(mailbox: "X26HOSP1", at: Date(timeIntervalSince1970: 0), received: 0),
            about: subject, cause: cause, from: .transport, at: Date(timeIntervalSince1970: 0))
    }

    private static func outcome(of event: Event) throws -> Event { try self.event(event.subject, cause: "dealt with") }

    private func deliver(_ subjects: [String], redelivered: Set<String> = []) throws {
        for (index, subject) in subjects.enumerated() {
            broker.deliver(
                try Self.event(subject).body, tag: index + 1, isRedelivered: redelivered.contains(subject))
        }
    }

    private func run(_ handler: Keeping? = nil, _ manner: StageRunner.Manner = .together) async throws {
        broker.finish()
        try await StageRunner(
            .acknowledgement, broker: broker, handler: handler ?? Keeping(ledger: ledger), prefetch: 64, manner: manner,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).run()
    }

    /// The outcomes that were published, by what they are about.
    private func outcomes() throws -> [String] {
        try broker.published.filter { $0.exchange == "letters" }.map { try Event(body: $0.message.body).subject }
    }

    private func parked() throws -> [String] {
        try broker.published.filter { $0.exchange == "parked" }.map { try Event(body: $0.message.body).subject }
    }

    @Test("commits, publishes and acknowledges what lies there at once, in the order in which it came")
    func together() async throws {
        let subjects = ["chain 1 first", "chain 2 first", "chain 1 second", "chain 1 third", "chain 2 second"]
        try deliver(subjects)
        try await run()
        #expect(ledger.commits == [subjects])
        #expect(broker.bursts == [5])
        #expect(try outcomes() == subjects)
        #expect(
            broker.order
                == Array(repeating: "publish letters mesh.polled", count: 5) + (1...5).map { "acknowledged \($0)" })
    }

    @Test("parks the one that cannot be read, and deals with its neighbours at once")
    func poison() async throws {
        try deliver(["a", "b", "c", "d"])
        try await run(
            Keeping(ledger: ledger) { event in
                if event.subject == "b" { throw StageFailure.never(Reason(code: "poison", detail: "…")) }
            })
        #expect(ledger.commits == [["a", "c", "d"]])
        #expect(try outcomes() == ["a", "c", "d"])
        #expect(try parked() == ["b"])
        #expect(broker.acknowledged.sorted() == [1, 2, 3, 4])
    }

    @Test("parks the one whose change fails, and none of its neighbours")
    func failedChange() async throws {
        ledger.poison("c")
        try deliver(["a", "b", "c", "d"])
        try await run()
        #expect(ledger.commits == [["a", "b", "d"]])
        #expect(try outcomes() == ["a", "b", "d"])
        #expect(try parked() == ["c"])
        #expect(broker.acknowledged.sorted() == [1, 2, 3, 4])
    }

    @Test(
        "acknowledges the others when the broker refuses the outcome of one, and publishes that until it is confirmed")
    func refusedOutcome() async throws {
        try deliver(["a", "b", "c"])
        broker.refuse(try Self.outcome(of: Self.event("b")).id.description, times: 2)
        try await run()
        #expect(ledger.commits == [["a", "b", "c"]])
        #expect(try outcomes() == ["a", "c", "b"])
        #expect(broker.acknowledged == [1, 3, 2])
    }

    @Test("deals alone with the half of a batch that was delivered before, and with the rest at once")
    func halfRedelivered() async throws {
        try deliver(["a", "b", "c", "d", "e", "f"], redelivered: ["a", "b", "c"])
        try await run()
        #expect(ledger.commits == [["a"], ["b"], ["c"], ["d", "e", "f"]])
        #expect(broker.acknowledged == [1, 2, 3, 4, 5, 6])
    }

    @Test("whose work is long finishes at once what is ready at one time, each of them once")
    func apart() async throws {
        let subjects = (1...40).map { "\($0)" }
        ledger.poison("7")
        try deliver(subjects)
        broker.refuse(try Self.outcome(of: Self.event("9")).id.description, times: 2)
        try await run(
            Keeping(ledger: ledger) { event in
                if event.subject == "8" { throw StageFailure.never(Reason(code: "poison", detail: "…")) }
            }, .apart)
        #expect(ledger.commits.flatMap(\.self).sorted() == subjects.filter { !["7", "8"].contains($0) }.sorted())
        #expect(ledger.commits.count <= 20)
        #expect(try outcomes().sorted() == subjects.filter { !["7", "8"].contains($0) }.sorted())
        #expect(try parked().sorted() == ["7", "8"])
        #expect(broker.acknowledged.sorted() == Array(1...40))
    }

    @Test("does not wait for a second event")
    func lone() async throws {
        let runner = StageRunner(
            .acknowledgement, broker: broker, handler: Keeping(ledger: ledger), prefetch: 64,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await runner.run() }
        for number in 1...3 {
            broker.deliver(try Self.event("\(number)").body, tag: number)
            try await eventually("it is dealt with", within: .seconds(30)) { broker.acknowledged.count == number }
        }
        broker.finish()
        try await running.value
        #expect(ledger.commits == [["1"], ["2"], ["3"]])
        #expect(broker.bursts == [1, 1, 1])
    }
}
