import Foundation
import Letters
import Operations
import TestSupport
import Testing

extension Stand {
    /// True if no event is in a queue and no practice still has an answer to send.
    func isStill() throws -> Bool {
        let owed = mailboxes.compactMap { surgeries.counts(of: $0)?.owed }
        return try owed.allSatisfy { $0 == 0 } && queues().allSatisfy { $0.messages == 0 }
    }

    /// Waits until nothing moves any more, because a duplicate could arrive late.
    func settle(within limit: Duration) async {
        _ = try? await eventually("nothing moves any more", within: limit, every: .seconds(1)) {
            try isStill() ? true : nil
        }
    }

    /// Returns every deviation: of the letters' states, and of the counts of the source, the ledger and each practice.
    ///
    /// - Parameter letters: Number of letters that were in the drop folder, drafts included.
    func faults(_ outcome: Outcome, letters: Int) async throws -> [String] {
        var faults = outcome.troubles
        func compare(_ what: String, _ found: Int, _ due: Int) {
            if found != due { faults.append("\(what): \(found), not \(due)") }
        }
        func rows(for practice: ODSCode, _ wanted: String...) -> Int {
            outcome.rows.count { $0.recipient == practice.description && wanted.contains($0.wanted) }
        }
        for (practice, mailbox) in zip(Self.practices, mailboxes) {
            let counts = surgeries.counts(of: mailbox)
            compare("messages at \(practice)", counts?.messages ?? 0, rows(for: practice, "filed", "rejected"))
            compare("letters filed by \(practice)", counts?.documents ?? 0, rows(for: practice, "filed"))
        }
        let folder = root.appending(path: "folder/\(Self.folderPractice)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        compare(
            "letters laid for \(Self.folderPractice)", names.count { $0.hasSuffix(".json") },
            rows(for: Self.folderPractice, "delivered"))

        let source = try await SourceLine.of(self)
        compare("letters from the source", source.in, letters)
        compare("of them accounted for", source.taken + source.withheld + source.rejected + source.waiting, source.in)
        compare("letters taken", source.taken, Set(outcome.rows.filter { $0.delivery != nil }.map(\.letter)).count)
        compare("deliveries in the ledger", outcome.known, outcome.rows.count { $0.delivery != nil })
        return faults
    }
}

private struct SourceLine: Decodable {
    var `in`, taken, withheld, rejected, waiting: Int

    static func of(_ stand: Stand) async throws -> SourceLine {
        let address = try #require(try stand.service("extraction").address())
        let (_, body) = try await HTTPQuestion.ask(address.appending(path: "counts"))
        return try #require(try JSONDecoder().decode([SourceLine].self, from: body).first)
    }
}
