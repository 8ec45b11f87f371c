import Foundation
import Renditions
import TestSupport
import Testing

@testable import Conversion

/// Files that nobody made for us: those of the Debian packages that are installed, and those in packages of PyPI.
@Suite(
    "A document that came with a package",
    .enabled(if: LongPart.documents.isAsked))
struct PackageCorpusTests {
    private static let types: Set = ["pdf", "docx", "doc", "odt", "rtf"]
    private static let engines = DocumentEngines()

    /// Words with a letter or a digit in them, by the tools of others.
    private static func words(_ text: Data) -> [String] {
        String(decoding: text, as: UTF8.self).precomposedStringWithCompatibilityMapping
            .split(whereSeparator: \.isWhitespace).map { $0.filter { $0.isLetter || $0.isNumber } }
            .filter { !$0.isEmpty }
    }

    private static func files(below folder: URL) -> [URL] {
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.sorted().map { folder.appending(path: $0) }.filter { types.contains($0.pathExtension) }
    }

    /// Whether it was converted, with nothing lost that others find in it; else it is refused for what it is.
    private func isProven(_ file: URL) async throws -> Bool {
        let name = file.lastPathComponent
        let bytes = try Data(contentsOf: file)
        let (answer, made) = try await Self.engines.render(
            bytes, as: .pdf, limit: nil, signedAt: CorpusTests.signedAt)
        guard answer.fault == nil else {
            #expect(answer.fault?.fault != .engineFailed && answer.fault?.fault != .broken, "\(name)")
            return false
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
        return true
    }

    private func proven(_ files: some Sequence<URL>) async throws -> Int {
        var count = 0
        for file in files where try await isProven(file) { count += 1 }
        return count
    }

    @Test("of Debian is proven whole by other tools too, or refused")
    func debian() async throws {
        let folders = ["/usr/share", "/usr/lib/libreoffice/share"].map { URL(filePath: $0) }
        let files = folders.flatMap(Self.files(below:)).prefix(40)
        #expect(try await proven(files) > 0)
    }

    @Test("of PyPI is proven whole by other tools too, or refused")
    func pythonPackages() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "packages-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // Installed nowhere else: their templates and figures are documents of other makers.
        process.arguments =
            [
                "python3", "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--target",
                folder.path,
            ]
            + ["python-docx", "docxbuilder", "matplotlib"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "PyPI must be within reach")
        let files = Self.files(below: folder)
        #expect(try await proven(files) > 5)
    }
}
