import Foundation
import Renditions
import SyntheticLetters
import TestSupport
import Testing

/// Gives the product's checks the pages of a changed letter, which differ in a word, a number, a sign or a picture.
@Suite("Pages that say something else than the letter")
struct LetterMutationTests {
    /// Few letters suffice, since most changes apply to most letters.
    private static var seeds: ClosedRange<Int> { LetterSeeds.chosen(usually: 16, long: 200) }

    private struct Changed {
        var mutation: LetterMutation
        var original: LetterFile
        var file: LetterFile
    }

    private static func family(_ seed: Int) -> LetterFamily { LetterFamily.byHand[seed % LetterFamily.byHand.count] }

    /// Returns the letters that the checks accept unchanged. A refusal of any other letter would prove nothing.
    private static func taken(in folder: URL) throws -> (files: [LetterFile], refused: Int) {
        let files = try LetterFolder(folder.appending(path: "originals")).make(
            seeds.map { ("\($0)", HospitalLetter.of(seed: $0), family($0)) })
        let taken = try files.filter {
            try ProofSeam.fault(of: Data(contentsOf: $0.file), shownBy: Data(contentsOf: $0.reference)) == nil
        }
        return (taken, files.count - taken.count)
    }

    private static func changed(_ originals: [LetterFile], in folder: URL) throws -> [Changed] {
        let wanted = originals.flatMap { original in
            LetterMutation.allCases.compactMap { mutation in
                original.letter.changed(by: mutation, number: 0).map { (original, mutation, $0) }
            }
        }
        let files = try LetterFolder(folder.appending(path: "changed")).make(
            wanted.enumerated().map { ("\($0)", $1.2, $1.0.family) })
        return zip(wanted, files).map { Changed(mutation: $0.1, original: $0.0, file: $1) }
    }

    @Test("are found by the product's judge, or stand in the list of what it misses, and by the outside judge always")
    func changes() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "changed-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (originals, refused) = try Self.taken(in: folder)
        var table = LetterTable("change", ["tried", "found"])
        var missed: [String] = []
        for changed in try Self.changed(originals, in: folder) {
            let (original, pages) = (changed.original, changed.file.reference)
            table.count(changed.mutation.rawValue, "tried")
            let name = "\(original.letter.seed) \(original.family.rawValue): \(changed.mutation.rawValue)"
            if try ProofSeam.fault(of: Data(contentsOf: original.file), shownBy: Data(contentsOf: pages)) == nil {
                missed.append(name)
            } else {
                table.count(changed.mutation.rawValue, "found")
            }
            #expect(try PageJudge.wrong(with: pages, of: original) != nil, "the outside judge misses \(name)")
        }
        table.say()
        print("of \(Self.seeds.count) letters \(refused) are refused as they are, and not tried")
        if Self.seeds == 1...200 { #expect(table.sum("tried") >= 1000) }
        try KnownList("missed.txt").expect(missed, of: Self.seeds)
    }
}
