import Foundation
import Operations

/// Reads the counts of items from extraction's `/counts`. Compared with the ledger's counts, they show a loss between
/// the two.
struct SourceCounts: Sendable {
    struct Line: Codable, Equatable, Sendable {
        var source: String
        var `in`: Int
        var taken: Int
        var withheld: Int
        var rejected: Int
        var waiting: Int
        var duplicates: Int
        var withdrawn: Int?
    }

    private let address: URL?

    init(_ settings: Settings) throws(SettingError) {
        address = try settings.value(of: ReportingSetting.extraction)?.appending(path: "counts")
    }

    /// Returns the counts of each source; nil when extraction does not answer within 2 s or no address is set.
    func lines() async -> [Line]? {
        guard let address else { return nil }
        guard let (_, body) = try? await HTTPQuestion.ask(address, within: .seconds(2)) else { return nil }
        return try? JSONDecoder().decode([Line].self, from: body)
    }
}
