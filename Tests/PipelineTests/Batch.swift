import Foundation
import TestSupport

/// Letters that pass through a stand together, with their results.
struct Batch {
    let stand: Stand
    let samples: [SampleLetter]
    private(set) var outcome: Outcome

    /// - Parameter run: Makes the identifiers of these letters differ from those of other batches on the same stand.
    init(_ stand: Stand, run: String, letters: Int) {
        self.stand = stand
        samples = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: run
        ).varied(letters).filter { $0.end != .draft }
        outcome = Outcome(samples)
    }

    /// Waits until some letters have arrived, so that the others are on their way.
    mutating func isUnderWay() async throws {
        try await eventually("letters are under way", within: .seconds(120)) {
            try await outcome.look(at: stand.reporting(), stand)
            return outcome.settled > 5
        }
    }

    /// Waits until each letter has its expected result.
    ///
    /// - Returns: The letters without it at the deadline.
    mutating func strays(within limit: Duration) async -> [String] {
        _ = try? await eventually("every letter is where it must be", within: limit) {
            try await outcome.look(at: stand.reporting(), stand)
            return outcome.isComplete
        }
        return outcome.troubles
    }

    /// Number of messages that practices must receive for these letters, and of documents that they must file.
    var due: Held {
        Held(
            messages: outcome.rows.filter { ["filed", "rejected"].contains($0.wanted) }.count,
            documents: outcome.rows.filter { $0.wanted == "filed" }.count)
    }
}

/// Number of messages that practices received and of documents that they filed.
struct Held: Equatable {
    var messages = 0
    var documents = 0

    static func + (one: Held, other: Held) -> Held {
        Held(messages: one.messages + other.messages, documents: one.documents + other.documents)
    }
}

extension Stand {
    /// The totals of all practices of the stand.
    var held: Held {
        mailboxes.compactMap { surgeries.counts(of: $0) }
            .reduce(Held()) { $0 + Held(messages: $1.messages, documents: $1.documents) }
    }

    /// Returns each parked queue that is not empty, with its number of messages.
    func parked() throws -> [String] {
        try queues(parked: true).filter { $0.messages > 0 }.map { "\($0.name)\t\($0.messages)" }
    }

    /// Returns the stages' work queues, or the parked queues, with their number of messages. The ledger's stream is
    /// neither.
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
