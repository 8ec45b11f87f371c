import Foundation
import Hummingbird
import Operations

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
        /// Of those taken: letters that had been taken before.
        var duplicates: Int
        /// Of those taken: withdrawals.
        var withdrawn: Int
    }

    func lines() async throws -> [Line] {
        let counts = try await journal.counts()
        return folders.map { folder in
            let fates = counts[folder.source.name] ?? [:]
            let duplicates = fates[.duplicate] ?? 0
            let withdrawn = fates[.withdrawn] ?? 0
            let taken = (fates[.taken] ?? 0) + duplicates + withdrawn
            let withheld = fates[.withheld] ?? 0
            let rejected = fates[.rejected] ?? 0
            return Line(
                source: folder.source.name, in: taken + withheld + rejected + folder.waiting, taken: taken,
                withheld: withheld, rejected: rejected, waiting: folder.waiting, duplicates: duplicates,
                withdrawn: withdrawn)
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
