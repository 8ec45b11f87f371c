import Foundation
import TestSupport
import Testing

@testable import Extraction

/// `MESHPOST_FUZZ_ROUNDS=N` tries more.
@Suite("A damaged letter in the drop folder")
struct DroppedLetterMutationTests {
    @Test("is read, or has its faults told, or is no JSON")
    func mutants() throws {
        let fixtures = ProductDirectory.sources.appending(path: "Tests/Fixtures")
        let names = try FileManager.default.subpathsOfDirectory(atPath: fixtures.path)
            .filter { $0.hasSuffix("/letter.json") }.sorted()
        let good = try names.map { try Data(contentsOf: fixtures.appending(path: $0)) }
        var mutations = Mutations(
            seed: 57, of: good,
            tokens: ["{", "}", "[", "]", ",", ":", "\"", "\\u0000", "\\ud800", "null", "1e999", "-1", "true"])
        let now = Date(timeIntervalSince1970: 1_795_363_200)
        for round in 0..<Mutations.rounds(usual: 1000) {
            guard let letter = try? DroppedLetter(mutations.mutant(), now: now), letter.status == .signed else {
                continue
            }
            #expect(letter.content == nil || letter.faults.isEmpty, "round \(round)")
            #expect(letter.content != nil || !letter.faults.isEmpty, "round \(round): nothing says why it is not taken")
        }
    }
}
