import Foundation
import Renditions
import TestSupport
import Testing

@testable import Conversion

/// The documents in the folder beside the repository, whose `expected.csv` states the right result of each.
@Suite("A document of which it is known what must become of it", .enabled(if: ExpectedDocument.areThere))
struct ExpectedDocumentTests {
    @Test("ends so", arguments: ExpectedDocument.all)
    func expected(document: ExpectedDocument) async throws {
        #expect(try await Self.wrong(document) == nil)
    }

    /// Returns what is wrong with the result for a document; nil if it is right.
    private static func wrong(_ document: ExpectedDocument) async throws -> String? {
        let bytes = try document.bytes
        let type = DocumentType(mediaType: document.mediaType)
        if document.right.hasPrefix("taken"), type?.actual(bytes) == nil { return "it is withheld at the source" }
        let form: RenditionForm = document.today.hasPrefix("tiff") || document.name.hasPrefix("p15") ? .tiff : .pdf
        let (answer, made) = try await CorpusTests.engines.render(
            bytes, as: form, limit: nil, signedAt: CorpusTests.signedAt)
        if let found = answer.fault { return document.mayBeRefused ? nil : found.fault.rawValue }
        guard document.mayBeSent else { return "it is sent" }
        if document.right.contains("repaired"), !answer.alterations.contains("repaired"),
            !document.right.contains("as it is")
        {
            return "it is not repaired"
        }
        guard form == .pdf else { return nil }
        let text = try OutsideTool.output("pdftotext", ["-layout"], of: made.isEmpty ? bytes : made, after: ["-"])
        let shown = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return document.shows.first { !shown.contains($0) }.map { "\($0) is not on its pages" }
    }
}

/// A row of `expected.csv`.
struct ExpectedDocument: Sendable, CustomTestStringConvertible {
    var name: String
    var today: String
    var right: String

    var testDescription: String { name }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/cases/documents")
    private static let table = folder.appending(path: "expected.csv")
    static let areThere = FileManager.default.fileExists(atPath: table.path) && OutsideTool.has("pdftotext")

    static let all: [ExpectedDocument] = {
        let text = (try? String(contentsOf: table, encoding: .utf8)) ?? ""
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let fields = ExpectedDocument.fields(line)
            return ExpectedDocument(
                name: fields.first ?? "", today: fields.count > 1 ? fields[1] : "",
                right: fields.count > 2 ? fields[2] : "")
        }
    }()

    private static func fields(_ line: Substring) -> [String] {
        var (fields, isQuoted) = ([""], false)
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }

    var bytes: Data { get throws { try Data(contentsOf: Self.folder.appending(path: name)) } }

    var mediaType: String { name.hasSuffix(".doc") ? "application/msword" : "" }

    /// True if the right result is undecided. Then any result is accepted unless a page is wrong.
    private var isOpen: Bool { right.hasPrefix("open") || right.hasPrefix("cannot be told") }

    var mayBeRefused: Bool {
        isOpen || ["refused", "content-lost"].contains { right.contains($0) && !right.contains("original form") }
    }

    var mayBeSent: Bool {
        isOpen || !right.hasPrefix("refused") || right.contains("decoded")
    }

    /// Texts that the pages must show if the document is sent.
    var shows: [String] {
        switch String(name.prefix(while: { $0 != "_" })) {
        case "d01", "r02": ["14/03/2026"]
        // The date on which LibreOffice saved the document.
        case "w03": ["29/11/2026"]
        case "d45": ["•"]
        case "h13", "h14", "h15": ["Dear Doctor", "amlodipine 5 mg"]
        case "p10": ["Dear Doctor"]
        case "r01": ["Vaitkienė"]
        case "r10": ["1. Amlodipine", "2. Ramipril"]
        case "r12": ["£9.90", "André"]
        case "r21": ["1.3. Digoxin"]
        case "t01": ["≥ 120 g/L", "38 °C", "125 µg", "£9.90", "patient’s"]
        default: []
        }
    }
}
