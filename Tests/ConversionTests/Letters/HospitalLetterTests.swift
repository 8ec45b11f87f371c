import Foundation
import Renditions
import SyntheticLetters
import TestSupport
import Testing

@testable import Conversion
@testable import Engines

/// Renders generated letters with the document engine and judges the pages with programs that share no code with it.
@Suite("A realistic letter of a hospital")
struct HospitalLetterTests {
    private static var seeds: ClosedRange<Int> { LetterSeeds.chosen(usually: 32, long: 300) }

    private static func files(_ seeds: ClosedRange<Int>, in folder: URL) throws -> [LetterFile] {
        try LetterFolder(folder).make(
            seeds.map { seed in
                let family = LetterFamily.of(seed: seed)
                return ("\(seed)-\(family.short)", HospitalLetter.of(seed: seed), family)
            })
    }

    private static func outcome(of file: LetterFile, _ engines: DocumentEngines, in folder: URL) async throws -> String
    {
        let bytes = try Data(contentsOf: file.file)
        let (answer, made) = try await engines.render(bytes, as: .pdf, limit: nil, signedAt: CorpusTests.signedAt)
        if let fault = answer.fault { return "refused \(fault.fault.rawValue)" }
        let pages = folder.appending(path: "made.pdf")
        try (made.isEmpty ? bytes : made).write(to: pages)
        return try PageJudge.wrong(with: pages, of: file).map { "wrong \($0)" } ?? "right"
    }

    @Test("is shown whole, or its outcome stands in the list of what is not yet right")
    func outcomes() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "letters-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let engines = DocumentEngines()
        var formats = LetterTable("format", ["right", "refused", "wrong"])
        var features = LetterTable("feature", ["right", "refused", "wrong"])
        var found: [String] = []
        for file in try Self.files(Self.seeds, in: folder) {
            let outcome = try await Self.outcome(of: file, engines, in: folder)
            let kind = String(outcome.prefix { $0 != " " })
            formats.count(file.family.rawValue, kind)
            for feature in file.letter.features { features.count(feature.rawValue, kind) }
            guard kind != "right" else { continue }
            // The rest of the outcome quotes the pages. It is printed, and not part of the list that is compared.
            var line = "\(file.letter.seed) \(file.family.rawValue): \(outcome.prefix { $0 != ":" })"
            // If LibreOffice's own rendering is right, the fault is the product's alone.
            if try PageJudge.wrong(with: file.reference, of: file) != nil { line += ", by LibreOffice alone wrong" }
            found.append(line)
            print("\(line): \(outcome)")
        }
        formats.say()
        features.say()
        try KnownList("outcomes.txt").expect(found, of: Self.seeds)
    }

    @Test("is the same for the same number, and has a number of nobody")
    func same() {
        for seed in 1...6 {
            let letter = HospitalLetter.of(seed: seed)
            for family in LetterFamily.byHand {
                #expect(letter.file(family) == HospitalLetter.of(seed: seed).file(family))
            }
            #expect(letter != HospitalLetter.of(seed: seed + 1))
        }
    }
}
