import Foundation
import Testing

/// The refused documents of the package corpus with a person's verdict on each refusal, one per line: `name:
/// document-code: rightly, why` or `name: document-code: wrongly, why`.
struct PackageVerdicts {
    private struct Verdict {
        var code: String
        var isRight: Bool
    }

    /// The number of innocent documents, and how many of them were refused.
    struct Rate {
        var innocent = 0
        var refused = 0

        func say(_ source: String) {
            let percent = innocent == 0 ? 0 : Double(refused) * 100 / Double(innocent)
            let share = String(format: "%.1f", percent)
            let text = "| \(source): innocent \(innocent), of them refused \(refused) (\(share) %) |\n"
            FileHandle.standardOutput.write(Data(text.utf8))
        }
    }

    private var verdicts: [String: Verdict] = [:]

    init() throws {
        for line in try LetterFixture.lines("verdicts.txt") {
            let parts = line.split(separator: ": ", maxSplits: 2).map(String.init)
            guard parts.count == 3 else { continue }
            verdicts[parts[0]] = Verdict(code: parts[1], isRight: parts[2].hasPrefix("rightly"))
        }
    }

    /// - Parameter code: The code of the refusal; nil for an accepted document.
    func note(_ name: String, refusedWith code: String?, _ rate: inout Rate) {
        let verdict = verdicts[name]
        if verdict?.isRight != true || code == nil {
            rate.innocent += 1
            if code != nil { rate.refused += 1 }
        }
        #expect(code == verdict?.code, "\(name): enter it in, or take it out of, Tests/Fixtures/letters/verdicts.txt")
    }
}
