import Broker
import Foundation
import GRDB
import Letters
import Logging
import Messages
import Pipeline
import Synchronization
import Testing

@testable import Journal

// Over 250 lines: one suite of what a journal promises.

@Suite("A service's journal")
struct JournalTests {
    let directory = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private var notes: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("notes") { try $0.execute(sql: "CREATE TABLE note (text TEXT NOT NULL)") }
        return migrator
    }

    private func open() throws -> Journal { try Journal(directory: directory, name: "test", migrations: notes) }

    private func polled(_ round: Int, cause: String = "round") throws -> Event {
        try Event(
            .meshPolled, MeshPolled(mailbox: "X26HOSP1", at: Date(timeIntervalSince1970: Double(round)), received: 0),
            about: "X26HOSP1", cause: "\(cause)-\(round)", from: .transport, at: Date(timeIntervalSince1970: 0))
    }

    @Test("has every commit on the disk before it is believed")
    func durable() async throws {
        #expect(try await open().synchronous() == 2)
    }

    @Test("opens though another process keeps it locked, and says so where its tables must change")
    func locked() async throws {
        let journal = try open()
        var ofAnother = Configuration()
        ofAnother.allowsUnsafeTransactions = true
        let file = directory.appending(path: "test.sqlite").path
        let hung = try DatabaseQueue(path: file, configuration: ofAnother)
        try await hung.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        let standby = try Journal(directory: directory, name: "test", migrations: notes, patience: 0)
        #expect(try await standby.outboxDepth() == 0)
        #expect(await standby.isHeld(longerThan: 0))
        var grown = notes
        grown.registerMigration("more") { try $0.execute(sql: "CREATE TABLE more (text TEXT NOT NULL)") }
        let error = #expect(throws: JournalError.self) {
            try Journal(directory: directory, name: "test", migrations: grown, patience: 0)
        }
        #expect(error?.code == "journal-locked")
        try await hung.writeWithoutTransaction { try $0.rollback() }
        try await journal.write { try $0.execute(sql: "INSERT INTO note VALUES ('free')") }
    }

    @Test("deals with an event once, and gives outcomes that were not published again")
    func once() async throws {
        let journal = try open()
        let event = try polled(1)
        let outcome = try polled(2)
        let first = try await journal.handle(event) { database in
            try database.execute(sql: "INSERT INTO note VALUES ('seen')")
            return [outcome]
        }.committed()
        #expect(first.outcomes.map(\.id) == [outcome.id])
        let second = try await journal.handle(event) { _ in
            Issue.record("the event reached the handler twice")
            return []
        }.committed()
        #expect(second.outcomes.map(\.id) == [outcome.id])
        #expect(second.outcomes.first?.body == outcome.body)

        try await second.whenPublished?()
        try await journal.write { try $0.execute(sql: "INSERT INTO note VALUES ('later')") }
        let third = try await journal.handle(event) { _ in [] }.committed()
        #expect(third.outcomes.isEmpty)
        #expect(try await journal.outboxDepth() == 0)
    }

    @Test("undoes rows, inbox and outbox together when the handler fails")
    func atomic() async throws {
        struct Refused: Error {}
        let journal = try open()
        let event = try polled(1)
        await #expect(throws: Refused.self) {
            _ = try await journal.handle(event) { database in
                try database.execute(sql: "INSERT INTO note VALUES ('half')")
                throw Refused()
            }.committed()
        }
        #expect(try await journal.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM note") } == 0)
        let again = try await journal.handle(event) { _ in [try! Event(body: event.body)] }.committed()
        #expect(again.outcomes.count == 1)
    }

    @Test("lets a transaction that fails take none of its neighbours with it")
    func isolation() async throws {
        struct Refused: Error {}
        let journal = try open()
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<200 {
                group.addTask {
                    _ = try? await journal.write { database in
                        try database.execute(sql: "INSERT INTO note VALUES (?)", arguments: [index])
                        if index.isMultiple(of: 3) { throw Refused() }
                    }
                }
            }
        }
        let kept = try await journal.read { try Int.fetchAll($0, sql: "SELECT CAST(text AS INTEGER) FROM note") }
        #expect(Set(kept) == Set((0..<200).filter { !$0.isMultiple(of: 3) }))
    }

    @Test("lets whoever waits for publication give up while nothing is published")
    func abandonedWait() async throws {
        let journal = try open()
        let event = try polled(1)
        try await journal.record { _ in ((), [event]) }
        let waiting = Task { try await journal.published() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test("says which file is damaged and what to do")
    func damaged() throws {
        let file = directory.appending(path: "test.sqlite")
        try Data(repeating: 0x5A, count: 8192).write(to: file)
        let error = #expect(throws: JournalError.self) { try open() }
        #expect(error?.description.contains("test.sqlite") == true)
        #expect(error?.code == "journal-damaged")
    }

    @Test("does not begin on a file that it cannot write, and says which", .enabled(if: geteuid() != 0))
    func readOnly() throws {
        _ = try open()
        let file = directory.appending(path: "test.sqlite")
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file.path)
        let error = #expect(throws: JournalError.self) { try open() }
        #expect(error?.code == "journal-read-only")
        #expect(error?.description.contains("test.sqlite") == true)
    }

    @Test(
        "says itself that a disk is to blame, whichever way it was used, and that the stage must stop",
        arguments: [ResultCode.SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_CANTOPEN])
    func blamesDisk(code: ResultCode) async throws {
        let journal = try open()
        let fault = DatabaseError(resultCode: code)
        let uses: [@Sendable () async throws -> Void] = [
            { try await journal.read { _ in throw fault } }, { try await journal.readOnWriter { _ in throw fault } },
            { try await journal.write { _ in throw fault } }, { try await journal.record { _ in throw fault } },
        ]
        for use in uses {
            let error = await #expect(throws: JournalError.self) { try await use() }
            #expect(error?.consequence == .stop)
        }
        let ours = await #expect(throws: DatabaseError.self) {
            try await journal.write { try $0.execute(sql: "INSERT INTO note VALUES (NULL)") }
        }
        #expect(ours?.resultCode == .SQLITE_CONSTRAINT)
    }

    @Test("is for its owner alone, also what a former version left open to others")
    func modes() async throws {
        let former = try open()
        try await former.write { try $0.execute(sql: "INSERT INTO note VALUES ('x')") }
        func modes() throws -> [String: Int] {
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            return try Dictionary(
                uniqueKeysWithValues: names.map { name in
                    let path = directory.appending(path: name).path
                    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
                    return (name, mode?.intValue ?? 0)
                })
        }
        #expect(try modes().count == 3)
        #expect(try modes().values.allSatisfy { $0 == 0o600 })
        for name in try modes().keys { chmod(directory.appending(path: name).path, 0o644) }
        _ = try open()
        #expect(try modes().values.allSatisfy { $0 == 0o600 })
        withExtendedLifetime(former) {}
    }

    @Test("says that its directory is missing")
    func missing() throws {
        let error = #expect(throws: JournalError.self) {
            try Journal(directory: directory.appending(path: "nowhere"), name: "test")
        }
        #expect(error?.code == "journal-unusable")
    }

    @Test("publishes what it can when the broker refuses one event, says so, and publishes nothing twice")
    func refusedEvent() async throws {
        let journal = try open()
        let events = try (1...3).map { try polled($0) }
        let broker = RefusingBroker(events[1].id, times: 2)
        try await journal.record { _ in ((), events) }
        let relay = Task {
            try await OutboxRelay(
                journal, stage: .transport, broker: broker,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ) { broker.told($0) }.run()
        }
        try await journal.published()
        relay.cancel()
        _ = try? await relay.value
        #expect(broker.taken.sorted() == events.map(\.id.description).sorted())
        #expect(broker.troubles.count == 3)
        #expect(broker.troubles.last == .some(nil))
    }
}

/// Refuses one event a few times, and takes all others at once.
private final class RefusingBroker: MessageBroker {
    private struct State {
        var refusals: Int
        var taken: [String] = []
        var troubles: [String?] = []
    }

    private let refused: String
    private let state: Mutex<State>

    init(_ event: EventID, times: Int) {
        refused = event.description
        state = Mutex(State(refusals: times))
    }

    var taken: [String] { state.withLock { $0.taken } }
    var troubles: [String?] { state.withLock { $0.troubles } }

    func told(_ trouble: String?) { state.withLock { $0.troubles.append(trouble) } }

    func publish(_ message: OutgoingMessage, to exchange: String, routingKey: String) async throws(BrokerError) {
        let isRefused = state.withLock { state in
            if message.properties.messageID == refused && state.refusals > 0 {
                state.refusals -= 1
                return true
            }
            state.taken.append(message.properties.messageID ?? "")
            return false
        }
        if isRefused { throw .refused(exchange: exchange, routingKey: routingKey) }
    }

    func deliveries(from queue: String, prefetch: Int) -> Deliveries { Deliveries { $0.finish() } }
}
