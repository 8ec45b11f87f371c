import Foundation
import Renditions
import Testing

@testable import Conversion

/// The text that a reader sees of a letter whose file encodes it differently.
@Suite("The page of a letter", .enabled(if: OutsideTool.has("pdftotext")))
struct ShownTextTests {
    /// Returns the text of all pages, with single spaces between words.
    private func shown(_ bytes: Data) async throws -> String {
        let (answer, made) = try await CorpusTests.engines.render(
            bytes, as: .pdf, limit: nil, signedAt: CorpusTests.signedAt)
        #expect(answer.fault == nil)
        let text = try OutsideTool.output("pdftotext", ["-layout"], of: made, after: ["-"])
        return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test(
        "has white space where a typeface of signs has it, and not the sign of a currency",
        arguments: [("·&nbsp;&nbsp;&nbsp; ", "• Metformin 500 mg"), ("&nbsp;&nbsp;", "Metformin 500 mg")])
    func spaceOfSigns(signs: String, expected: String) async throws {
        let letter = "<html><p><span style=\"font-family:Symbol\">\(signs)</span>Metformin 500 mg</p></html>"
        #expect(try await shown(Data(letter.utf8)) == expected)
    }

    @Test(
        "has the numbers of lists that a style gives",
        arguments: [
            ("lower-alpha", "a. Digoxin b. Apixaban"), ("upper-latin", "A. Digoxin B. Apixaban"),
            ("lower-roman outside", "i. Digoxin ii. Apixaban"), ("decimal", "1. Digoxin 2. Apixaban"),
        ])
    func numbersOfStyle(style: String, expected: String) async throws {
        let letter =
            "<html><style>ol.a { list-style: \(style) }</style><ol class=\"a\"><li>Digoxin<li>Apixaban</ol></html>"
        #expect(try await shown(Data(letter.utf8)) == expected)
    }
}
