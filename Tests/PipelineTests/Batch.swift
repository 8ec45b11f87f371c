import Foundation
import TestSupport

/// Letters that go through a stand together, and what became of them.
struct Batch {
    let stand: Stand
    let samples: [SampleLetter]
    private(set) var outcome: Outcome

    /// - Parameter run: keeps these letters apart from those of another batch on the same stand.
    init(_ stand: Stand, run: String, letters: Int) {
        self.stand = stand
        samples = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: run
        ).varied(letters).filter { $0.end != .draft }
        outcome = Outcome(samples)
    }

    /// Waits until some of them have arrived, and the others are on their way.
    mutating func isUnderWay() async throws {
        try await eventually("letters are under way", within: .seconds(120)) {
            try await outcome.look(at: stand.reporting(), stand)
            return outcome.settled > 5
        }
    }

    /// Waits until each is where it must be.
    ///
    /// - Returns: those that are elsewhere at the deadline.
    mutating func strays(within limit: Duration) async -> [String] {
        _ = try? await eventually("every letter is where it must be", within: limit) {
            try await outcome.look(at: stand.reporting(), stand)
            return outcome.isComplete
        }
        return outcome.troubles
    }

    /// How many messages the practices must hold for these letters, and how many documents they must have filed.
    var due: Held {
        Held(
            messages: outcome.rows.filter { ["filed", "rejected"].contains($0.wanted) }.count,
            documents: outcome.rows.filter { $0.wanted == "filed" }.count)
    }
}

/// What practices have in their hands.
struct Held: Equatable {
    var messages = 0
    var documents = 0

    static func + (one: Held, other: Held) -> Held {
        Held(messages: one.messages + other.messages, documents: one.documents + other.documents)
    }
}

extension Stand {
    /// What all practices say that they hold.
    var held: Held {
        mailboxes.compactMap { surgeries.counts(of: $0) }
            .reduce(Held()) { $0 + Held(messages: $1.messages, documents: $1.documents) }
    }

    /// Each queue of parked letters that has any, with their number.
    func parked() throws -> [String] {
        try queues(parked: true).filter { $0.messages > 0 }.map { "\($0.name)\t\($0.messages)" }
    }

    /// The queues that stages work off, or those of parked letters; the ledger's stream is none of them.
    func queues(parked: Bool = false) throws -> [(name: String, messages: Int)] {
        try node.control("list_queues", "-p", host.name, "name", "messages", "--no-table-headers")
            .split(separator: "\n").compactMap { line in
                let fields = line.split(separator: "\t").map(String.init)
                guard fields.count == 2, let messages = Int(fields[1]), fields[0] != "letters.ledger" else {
                    return nil
                }
                return fields[0].hasSuffix(".parked") == parked ? (fields[0], messages) : nil
            }
    }
}
