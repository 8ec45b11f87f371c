import Foundation
import Hummingbird
import Operations
import Synchronization

/// Says at `/counts` how many files came in and what became of them, so that reporting can compare both ends:
/// in = taken + withheld + rejected + waiting.
struct Counts: Sendable {
    let journal: SourceJournal
    let folders: [DropFolder]

    init(_ journal: SourceJournal, _ folders: [DropFolder]) {
        self.journal = journal
        self.folders = folders
    }

    struct Line: Codable, Equatable {
        var source: String
        var `in`: Int
        var taken: Int
        var withheld: Int
        var rejected: Int
        var waiting: Int
        /// Of those waiting: files that belong to no letter.
        var unpaired: Int
        /// Of those taken: letters that had been taken before.
        var duplicates: Int
        /// Of those taken: withdrawals.
        var withdrawn: Int
    }

    func lines() async throws -> [Line] {
        // What waited when the journal was read has no fate there; so no file is counted twice, or not at all.
        let standings = folders.map { folder in
            folder.standing.withLock { (folder.source.name, letters: $0.letters, unpaired: $0.unpaired.count) }
        }
        let files = Dictionary(standings.map { ($0.0, $0.letters) }, uniquingKeysWith: { first, _ in first })
        let (counts, undecided) = try await journal.counts(waiting: files)
        return standings.map { name, _, unpaired in
            let fates = counts[name] ?? [:]
            let duplicates = fates[.duplicate] ?? 0
            let withdrawn = fates[.withdrawn] ?? 0
            let taken = (fates[.taken] ?? 0) + duplicates + withdrawn
            let withheld = fates[.withheld] ?? 0
            let rejected = fates[.rejected] ?? 0
            let waiting = (undecided[name] ?? 0) + unpaired
            return Line(
                source: name, in: taken + withheld + rejected + waiting, taken: taken, withheld: withheld,
                rejected: rejected, waiting: waiting, unpaired: unpaired, duplicates: duplicates, withdrawn: withdrawn)
        }
    }

    func serve(on ground: Ground) {
        ground.routes { router in
            router.get("/counts") { _, _ in
                let body = try JSONEncoder().encode(try await lines())
                return Response(
                    status: .ok, headers: [.contentType: "application/json"],
                    body: .init(byteBuffer: ByteBuffer(bytes: body)))
            }
        }
    }
}
