import Foundation
import TestSupport

/// Which letters of the generator a run tries.
enum LetterSeeds {
    /// Asks for others, as `33-80`: to look at some of the many of `--long documents`.
    static let variable = "MESHPOST_LETTERS"

    /// Those that are asked for; else the first so many, more of them in `--long documents`.
    static func chosen(usually short: Int, long: Int) -> ClosedRange<Int> {
        let bounds = (ProcessInfo.processInfo.environment[variable] ?? "").split(separator: "-").compactMap { Int($0) }
        if bounds.count == 2, bounds[0] > 0, bounds[0] <= bounds[1] { return bounds[0]...bounds[1] }
        return 1...(LongPart.documents.isAsked ? long : short)
    }
}
