import Foundation
import Renditions
import SyntheticLetters
import TestSupport
import Testing

@testable import DocumentEngine

/// Tests the shortcut for pages on which nothing covers a word or image. Such pages are not rendered to find hidden
/// content, so rendering them must agree.
@Suite("A page on which nothing lies on a word")
struct ClearPagesTests {
    /// Renders a page that the shortcut accepts. Returns true if something is hidden on it; nil if the shortcut does
    /// not accept the page.
    private static func hidden(_ bytes: Data) throws -> Bool? {
        let made = try MadePDF(bytes, alterations: [])
        guard try ClearPages(made).contains(0) else { return nil }
        do throws(FaultFound) {
            try VisibleWords.check(made)
            try VisibleImages.check(made)
            return false
        } catch {
            return true
        }
    }

    private static let image =
        "<< /Type /XObject /Subtype /Image /Width 4 /Height 4 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter "
        + "/ASCIIHexDecode /Length 33 >>\nstream\n" + String(repeating: "40", count: 16) + ">\nendstream"
    private static let form =
        "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Length 30 >>\nstream\n1 g 60 600 400 200 re f       "
        + "\nendstream"
    private static let resources =
        "/XObject << /I 6 0 R /F 7 0 R >> /ExtGState << /Plain << /ca 1 /CA 1 /BM /Normal >> /Pale << /ca 0.02 >> "
        + "/Odd << /Font [4 0 R 1] >> >>"

    private static func page(_ content: String, page: String = "", catalogue: String = "") -> Data {
        SamplePDFs.page(
            catalogue: catalogue, page: page, content: content, resources: resources, objects: [image, form])
    }

    private static let text = "BT /F1 11 Tf 72 700 Td (Aspirin 75 mg once daily) Tj 0 -14 Td (Follow-up) Tj ET "
    private static let logo = "q 100 0 0 40 400 760 cm /I Do Q "

    @Test(
        "is told by its content",
        arguments: [
            text, text + logo, "q 0 0 595 842 re W* n " + text + "Q ", "/Plain gs " + text, "0.7 0 0 rg " + text,
            // The line of a table row, and a line under a heading.
            text + "0.5 w 70 715 m 300 715 l S 70 680 m 300 680 l S 60 680 m 60 715 l S ",
            text + "0.5 w 72 698 m 150 698 l S ",
            "0.9 g 72 500 100 100 re f 0 g " + text,
        ])
    func clear(content: String) throws { #expect(try Self.hidden(Self.page(content)) == false) }

    @Test(
        "is drawn wherever something else may be the case",
        arguments: [
            text + "1 g 70 690 200 30 re f ", "1 g " + text, "/Pale gs " + text, "/Odd gs " + text, text + "/F Do ",
            "q 70 690 60 30 re W n " + text + "Q ", "q 0 0 m 595 0 l 300 842 l W n " + text + "Q ",
            "1 Tr " + text, "2 Tr 1 G " + text, "/Pattern cs /P scn " + text, text + "/S sh ",
            text + "BI /W 1 /H 1 /CS /G /BPC 8 ID x EI ", text + "q 200 0 0 40 72 690 cm /I Do Q ",
            // Lines through the middle of a word, a curve that touches a word, and the long miter of two lines.
            text + "1 G 1.5 w 70 703 m 200 703 l S ", text + "1 G 8 w 70 650 m 70 750 230 750 230 650 c S ",
            text + "1 G 6 w 100 M 60 740 m 120 712 l 60 738 l S ",
            text + "1 G 40 w 60 725 m 300 725 l S ", "BT /F1 11 Tf 0.7 0.7 -0.7 0.7 72 600 Tm (Turned) Tj ET ",
            // Text on an image, and images over each other.
            logo + "BT /F1 30 Tf 395 765 Td (MMMM) Tj ET ", logo + "q 100 0 0 40 450 770 cm /I Do Q ",
            logo + "1 g 390 750 120 60 re f ", text + "0 g unknown ",
        ])
    func unclear(content: String) throws { #expect(try Self.hidden(Self.page(content)) == nil) }

    @Test(
        "is drawn where the page itself is unusual",
        arguments: [
            ("/Rotate 90", ""), ("/CropBox [0 0 300 842]", ""), ("/UserUnit 2", ""),
            ("/Annots [<< /Type /Annot /Subtype /Square /Rect [60 600 400 800] >>]", ""),
            ("/Annots [<< /Type /Annot /Subtype /Link /Rect [60 600 400 800] >>]", ""),
            ("", "/OCProperties << /OCGs [] /D << >> >>"),
        ])
    func unusual(page: String, catalogue: String) throws {
        #expect(try Self.hidden(Self.page(Self.text, page: page, catalogue: catalogue)) == nil)
    }

    /// Returns random texts, areas, lines, images and graphics states; some of them hide others.
    private static func content(_ chance: inout Chance) -> String {
        func number(_ range: ClosedRange<Int>) -> Int { chance.number(range) }
        var content = ""
        for _ in 0..<number(2...9) {
            let (x, y) = (number(20...500), number(20...800))
            switch number(0...13) {
            case 0...4:
                let words = chance.pick(["Aspirin 75 mg", "Stop", "−2.6", "gjpqy - . ,", "Follow-up in 6 weeks"])
                content += "BT /F1 \(number(6...30)) Tf \(x) \(y) Td (\(words.replacing("−", with: "-"))) Tj ET "
            case 5:
                content += "\(chance.pick(["0", "1", "0.9"])) g \(x) \(y) \(number(1...300)) \(number(1...60)) re f "
            case 6: content += "\(number(0...1)) G \(number(0...4)) w \(x) \(y) m \(number(20...500)) \(y) l S "
            case 7: content += "\(number(0...1)) G \(x) \(y) m \(x) \(number(20...800)) l \(number(20...500)) \(y) l s "
            case 8: content += "q \(number(5...200)) 0 0 \(number(5...100)) \(x) \(y) cm /I Do Q "
            case 9:
                content += "\(x) \(y) m \(x) \(y + 90) \(x + 90) \(y + 90) \(x + 90) \(y) c \(chance.pick(["S", "f"])) "
            case 10: content += "0 g "
            case 11: content += "\(chance.pick(["0.3", "1", "0.95"])) g "
            case 12: content += chance.happens(20) ? "/Pale gs " : "/Plain gs "
            default: content += chance.happens(30) ? "\(x) \(y) 300 300 re W n " : "0 0 595 842 re W n "
            }
        }
        return content
    }

    @Test("is seen by the drawings of every page that is taken as clear, whatever is drawn on it")
    func agrees() throws {
        var counts = (clear: 0, unclear: 0)
        let most = LongPart.documents.isAsked ? 600 : 200
        for seed in 1...most {
            var chance = Chance(seed, 77)
            let content = Self.content(&chance)
            switch try Self.hidden(Self.page(content)) {
            case nil: counts.unclear += 1
            case false?: counts.clear += 1
            case true?: Issue.record("page \(seed) is taken as clear, and hides something: \(content)")
            }
        }
        #expect(counts.clear >= most / 10 && counts.unclear >= most / 10, "\(counts)")
    }
}
