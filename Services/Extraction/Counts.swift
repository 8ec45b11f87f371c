import Foundation
import Hummingbird
import Letters
import Messages
import Operations
import Synchronization

/// Serves at `/counts` how many items came in and their outcomes, so that reporting can compare both ends: in = taken +
/// withheld + rejected + waiting.
struct Counts: Sendable {
    let journal: SourceJournal
    let sources: [any LetterSource]

    init(_ journal: SourceJournal, _ sources: [any LetterSource]) {
        self.journal = journal
        self.sources = sources
    }

    struct Line: Codable, Equatable {
        var source: String
        var `in`: Int
        var taken: Int
        var withheld: Int
        var rejected: Int
        var waiting: Int
        /// Files that belong to no letter; part of `waiting`.
        var unpaired: Int
        /// Letters that had been taken before; part of `taken`.
        var duplicates: Int
        /// Withdrawals; part of `taken`.
        var withdrawn: Int
        /// Messages about letters not yet signed off, and messages ignored by the settings. Neither is part of `in`.
        var unsigned: Int
        var ignored: Int
        /// The counts of each feed; nil for a source of files.
        var feeds: [SourceBacklog.FeedLine]?
    }

    func lines() async throws -> [Line] {
        // The backlog is read before the journal, and items that the journal has decided on are subtracted, so that no
        // item is counted twice or missed.
        let all = sources.map { ($0.name, $0.backlog) }
        let tally = try await journal.counts(
            waiting: Dictionary(all.map { ($0.0, $0.1.items) }, uniquingKeysWith: { first, _ in first }))
        return all.map { name, backlog in
            let fates = tally.fates[name] ?? [:]
            let duplicates = fates[.duplicate] ?? 0
            let withdrawn = fates[.withdrawn] ?? 0
            let taken = (fates[.taken] ?? 0) + duplicates + withdrawn
            let withheld = fates[.withheld] ?? 0
            let rejected = fates[.rejected] ?? 0
            let waiting = (tally.undecided[name] ?? 0) + backlog.unpaired
            return Line(
                source: name, in: taken + withheld + rejected + waiting, taken: taken, withheld: withheld,
                rejected: rejected, waiting: waiting, unpaired: backlog.unpaired, duplicates: duplicates,
                withdrawn: withdrawn, unsigned: tally.seen[name]?[.unsigned] ?? 0,
                ignored: tally.seen[name]?[.ignored] ?? 0, feeds: backlog.feeds)
        }
    }

    func serve(on context: ServiceContext) {
        context.routes { router in
            router.get("/counts") { _, _ in Self.answer(try JSONEncoder().encode(try await lines())) }
            router.get("/kept") { _, _ in Self.answer(try JSONEncoder.meshPost.encode(try await journal.kept())) }
        }
    }

    private static func answer(_ body: Data) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
