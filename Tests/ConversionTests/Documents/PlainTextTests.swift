import Foundation
import Renditions
import Testing

@testable import Conversion

@Suite("A plain text", .enabled(if: OutsideTool.has("pdftotext")))
struct PlainTextTests {
    /// Returns the lines of the page, with spaces that imitate its layout.
    private func lines(_ text: String) async throws -> [Substring] {
        let (answer, made) = try await CorpusTests.engines.render(
            Data(text.utf8), as: .pdf, limit: nil, signedAt: CorpusTests.signedAt)
        #expect(answer.fault == nil)
        let shown = try OutsideTool.output("pdftotext", ["-layout"], of: made, after: ["-"])
        return String(decoding: shown, as: UTF8.self).split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
    }

    @Test("has its columns every eight letters, as the program had that wrote it")
    func tabs() async throws {
        let lines = try await lines("Test\tNow\tBefore\nSodium\t140\t135\nGlucose\t\t7.1\n")
        #expect(lines.count == 3)
        let before = lines.map { $0.distance(from: $0.startIndex, to: $0.lastIndex(of: " ") ?? $0.startIndex) }
        #expect(Set(before).count == 1)
    }

    @Test("keeps a line of columns on one line")
    func wide() async throws {
        let gap = String(repeating: " ", count: 50)
        #expect(try await lines("Drug\(gap)Dose\(gap)Advice\nWarfarin\(gap.dropLast(4))3 mg\(gap)stop\n").count == 2)
    }

    @Test(
        "that is written on without line breaks stays upright, though two spaces slipped in",
        arguments: [(1, 5), (8, 21)])
    func slip(sentences: Int, least: Int) async throws {
        let one = "I saw this lady  with chest pain. She had symptoms for three weeks, which settle on treatment. "
        let other = one.replacing("this", with: "that young")
        let paragraphs = [one, other].map { String(repeating: $0, count: sentences) + "\n" }
        let text = "Dear Dr  Patel\n\n" + paragraphs.joined()
        #expect(try await lines(text).count >= least)
    }

    @Test("keeps a line of columns on one line though they are but two spaces apart")
    func narrow() async throws {
        let cell = String(repeating: "tablet ", count: 6)
        let rows = ["Aspirin", "Digoxin"].map { drug in ([drug] + [cell, cell]).joined(separator: "  ") + "\n" }
        #expect(try await lines(rows.joined()).count == 2)
    }
}
