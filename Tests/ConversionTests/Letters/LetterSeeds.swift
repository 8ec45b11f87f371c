import Foundation
import TestSupport

/// Chooses the generated letters of a test run.
enum LetterSeeds {
    /// An environment variable with a range such as `33-80`, to repeat a part of `--long documents`.
    static let variable = "MESHPOST_LETTERS"

    /// Returns the range of the variable, else the first `short` letters, or the first `long` in `--long documents`.
    static func chosen(usually short: Int, long: Int) -> ClosedRange<Int> {
        let bounds = (ProcessInfo.processInfo.environment[variable] ?? "").split(separator: "-").compactMap { Int($0) }
        if bounds.count == 2, bounds[0] > 0, bounds[0] <= bounds[1] { return bounds[0]...bounds[1] }
        return 1...(LongPart.documents.isAsked ? long : short)
    }
}
