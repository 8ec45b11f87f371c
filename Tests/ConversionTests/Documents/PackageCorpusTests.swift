import Foundation
import Renditions
import TestSupport
import Testing

@testable import Conversion
@testable import Engines

/// Documents that were not made for these tests: files of the installed Debian packages and of PyPI packages.
@Suite(
    "A document that came with a package",
    .enabled(if: LongPart.documents.isAsked))
struct PackageCorpusTests {
    private static let types: Set = ["pdf", "docx", "doc", "odt", "rtf"]
    private static let engines = DocumentEngines()

    /// Returns the words that contain a letter or digit, normalised to compatibility composition.
    private static func words(_ text: Data) -> [String] {
        String(decoding: text, as: UTF8.self).precomposedStringWithCompatibilityMapping
            .split(whereSeparator: \.isWhitespace).map { $0.filter { $0.isLetter || $0.isNumber } }
            .filter { !$0.isEmpty }
    }

    private static func files(below folder: URL) -> [URL] {
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.sorted().map { folder.appending(path: $0) }.filter { types.contains($0.pathExtension) }
    }

    /// The ways in which a document can be sent, the best first.
    private static let ways = ["as it came", "repaired", "laid out", "as pictures", "to a person"]

    private static func way(_ alterations: [String]) -> String {
        if alterations.isEmpty { return ways[0] }
        if alterations.contains("converted") { return ways[2] }
        return alterations.contains("pictured") ? ways[3] : ways[1]
    }

    /// Returns the way in which the document was sent, or the code of its refusal. Fails if pages lack words that other
    /// tools find.
    private func outcome(of file: URL) async throws -> (way: String, code: String?) {
        let name = file.lastPathComponent
        let bytes = try Data(contentsOf: file)
        let (answer, made) = try await Self.engines.render(
            bytes, as: .pdf, limit: nil, signedAt: CorpusTests.signedAt)
        if let fault = answer.fault?.fault {
            #expect(fault != .engineFailed && fault != .broken, "\(name)")
            return (answer.isDoubted ? Self.ways[4] : "refused: \(fault.rawValue)", fault.rawValue)
        }
        let pdf = made.isEmpty ? bytes : made
        let pages = try OutsideTool.output("qpdf", ["--show-npages"], of: pdf)
        #expect(Int(String(decoding: pages, as: UTF8.self).filter(\.isNumber)) == answer.pages, "\(name)")
        let shown = Self.words(try OutsideTool.output("pdftotext", ["-raw"], of: pdf, after: ["-"])).joined()
        let kind = file.pathExtension
        let said =
            kind == "pdf"
            ? try OutsideTool.output("pdftotext", ["-raw"], of: bytes, after: ["-"])
            : try SampleScan.saved(bytes, from: kind, as: "txt:Text (encoded):UTF8")
        let lost = Self.words(said).filter { !shown.contains($0) }
        #expect(lost.isEmpty, "\(name)")
        return (Self.way(answer.alterations), nil)
    }

    /// Renders each file, prints a table of the results and compares the refused files with the verdicts.
    ///
    /// - Returns: The number of documents sent whole.
    private func proven(_ files: some Sequence<URL>, of source: String) async throws -> Int {
        var (table, rate) = (LetterTable(source, ["documents"]), PackageVerdicts.Rate())
        let verdicts = try PackageVerdicts()
        var count = 0
        for way in Self.ways { table.mention(way) }
        for file in files {
            let (way, code) = try await outcome(of: file)
            table.count(way, "documents")
            if code == nil { count += 1 }
            verdicts.note(file.lastPathComponent, refusedWith: code, &rate)
        }
        table.say()
        rate.say(source)
        return count
    }

    @Test("of Debian is proven whole by other tools too, or refused")
    func debian() async throws {
        let folders = ["/usr/share", "/usr/lib/libreoffice/share"].map { URL(filePath: $0) }
        let files = folders.flatMap(Self.files(below:)).prefix(40)
        #expect(try await proven(files, of: "Debian") > 0)
    }

    @Test("of PyPI is proven whole by other tools too, or refused")
    func pythonPackages() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "packages-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // Installs the packages into the temporary folder only, for the documents in their templates and figures.
        process.arguments =
            [
                "python3", "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--target",
                folder.path,
            ]
            + ["python-docx", "docxbuilder", "docutils", "relatorio", "matplotlib"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "PyPI must be within reach")
        let files = Self.files(below: folder)
        #expect(try await proven(files, of: "PyPI") > 5)
    }
}
