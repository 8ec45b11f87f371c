import ArgumentParser
import Foundation
import SyntheticLetters

/// Writes letters of the generator as files, to look at one that a test names, and tells what the outside judge says of
/// LibreOffice's own pages.
@main
struct LetterFilesMain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter-files", abstract: "Write synthetic hospital letters as files.")

    @Option(help: "The first letter's number.") var seed = 1
    @Option(help: "How many letters.") var count = 1
    @Option(help: "The family of each, as docx or odt-office; the one of its number without.") var family: String?
    @Flag(help: "Judge LibreOffice's own pages.") var judge = false
    @Argument(help: "Takes the files.") var folder: String

    func validate() throws {
        guard family == nil || LetterFamily.allCases.contains(where: { $0.short == family }) else {
            let all = LetterFamily.allCases.map(\.short).joined(separator: ", ")
            throw ValidationError("--family is one of \(all)")
        }
    }

    func run() throws {
        let chosen = LetterFamily.allCases.first { $0.short == family }
        let letters = (seed..<seed + count).map { seed in
            let family = chosen ?? LetterFamily.of(seed: seed)
            return (name: "\(seed)-\(family.short)", letter: HospitalLetter.of(seed: seed), family: family)
        }
        let files = try LetterFolder(URL(filePath: folder)).make(letters)
        for file in files {
            let verdict = judge ? try PageJudge.wrong(with: file.reference, of: file) ?? "right" : ""
            print(file.file.lastPathComponent, verdict)
        }
    }
}
