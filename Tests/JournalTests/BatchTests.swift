import Foundation
import GRDB
import Letters
import Messages
import Pipeline
import Synchronization
import Testing

@testable import Journal

@Suite("The changes of several events")
struct BatchTests {
    struct Refused: Error {}

    let directory = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }

    private func open() throws -> Journal {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("notes") { try $0.execute(sql: "CREATE TABLE note (text TEXT NOT NULL)") }
        return try Journal(directory: directory, name: "test", migrations: migrator)
    }

    private func event(_ subject: String, cause: String = "a round") throws -> Event {
        try Event(
            .meshPolled, MeshPolled(mailbox: "X26HOSP1", at: Date(timeIntervalSince1970: 0), received: 0),
            about: subject, cause: cause, from: .transport, at: Date(timeIntervalSince1970: 0))
    }

    /// The work on an event that leaves a note and an outcome; nothing in the end when it is told to fail.
    private func work(_ subject: String, _ journal: Journal, fails: Bool = false) throws -> Work {
        let outcome = try event(subject, cause: "dealt with")
        return journal.handle(try event(subject)) { database in
            try database.execute(sql: "INSERT INTO note VALUES (?)", arguments: [subject])
            if fails { throw Refused() }
            return [outcome]
        }
    }

    private func notes(_ journal: Journal) async throws -> [String] {
        try await journal.read { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY rowid") }
    }

    @Test("are committed in their order; one that fails leaves nothing, and takes none of the others with it")
    func isolated() async throws {
        let journal = try open()
        let works = try ["a", "b", "poison", "c"].map { try work($0, journal, fails: $0 == "poison") }
        let results = await Work.commit(works)
        #expect(results.map { (try? $0.get())?.outcomes.map(\.subject) } == [["a"], ["b"], nil, ["c"]])
        #expect(throws: Refused.self) { try results[2].get() }
        #expect(try await notes(journal) == ["a", "b", "c"])
        // It may be tried again: nothing says that it was dealt with.
        let again = try await work("poison", journal).committed()
        #expect(again.outcomes.map(\.subject) == ["poison"])
    }

    @Test("that come twice in one commit are made once, and have their outcomes twice")
    func twice() async throws {
        let journal = try open()
        let results = await Work.commit([try work("a", journal), try work("a", journal)])
        #expect(try results.map { try $0.get().outcomes.map(\.subject) } == [["a"], ["a"]])
        #expect(try await notes(journal) == ["a"])
    }

    @Test("outlast a process that ends between their commit and the publish of their outcomes, which are given again")
    func crash() async throws {
        let subjects = ["a", "b", "c"]
        let former = try open()
        let results = await Work.commit(try subjects.map { try work($0, former) })
        // Of the first the broker had it, and the process ended.
        try await results[0].get().whenPublished?()
        let journal = try open()
        let again = await Work.commit(try subjects.map { try work($0, journal) })
        #expect(try again.map { try $0.get().outcomes.map(\.subject) } == [["a"], ["b"], ["c"]])
        #expect(try await notes(journal) == subjects)
        for result in again { try await result.get().whenPublished?() }
        try await journal.writes.flush()
        #expect(try await journal.outboxDepth() == 0)
        withExtendedLifetime(former) {}
    }

    /// Counts how often it was done.
    private final class CountedClosing: Closing {
        private let state = Mutex<(noted: Set<String>, poison: String?, done: [Set<String>])>(([], nil, []))

        var done: [Set<String>] { state.withLock { $0.done } }

        func poison(_ text: String) { state.withLock { $0.poison = text } }

        func note(_ text: String) { state.withLock { _ = $0.noted.insert(text) } }

        func begin() { state.withLock { $0.noted = [] } }

        func close(_ database: Database) throws {
            try state.withLock { state in
                if let poison = state.poison, state.noted.contains(poison) { throw Refused() }
                if !state.noted.isEmpty { state.done.append(state.noted) }
                state.noted = []
            }
        }
    }

    private func closed(_ text: String, _ closing: CountedClosing, _ journal: Journal) -> Work {
        journal.change(closing: closing) { database in
            try database.execute(sql: "INSERT INTO note VALUES (?)", arguments: [text])
            closing.note(text)
            return []
        }
    }

    @Test("leave to the end of the commit what is to be done once; each for itself, where one of them fails by it")
    func closing() async throws {
        let journal = try open()
        let closing = CountedClosing()
        for result in await Work.commit(["a", "b", "a"].map({ closed($0, closing, journal) })) { _ = try result.get() }
        #expect(closing.done == [["a", "b"]])
        closing.poison("poison")
        let results = await Work.commit(["c", "poison", "d"].map { closed($0, closing, journal) })
        #expect(results.map { (try? $0.get()) != nil } == [true, false, true])
        #expect(closing.done == [["a", "b"], ["c"], ["d"]])
        #expect(try await notes(journal) == ["a", "b", "a", "c", "d"])
    }

    @Test("leave nothing to be done when they are undone")
    func undoneClosing() async throws {
        let journal = try open()
        let closing = CountedClosing()
        closing.poison("poison")
        let results = await Work.commit([closed("poison", closing, journal)])
        #expect(throws: Refused.self) { try results[0].get() }
        // Whoever reads the rows before others' changes has them closed first.
        try await journal.write { try closing.close($0) }
        #expect(closing.done.isEmpty)
        #expect(try await notes(journal).isEmpty)
    }
}
