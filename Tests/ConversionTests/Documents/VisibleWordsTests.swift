import Foundation
import Renditions
import Testing

@testable import DocumentEngine

/// Words that are in a laid-out file but cannot be seen on its pages.
@Suite("A word of a laid-out page")
struct VisibleWordsTests {
    private static func fault(_ content: String) throws -> DocumentFault? {
        do throws(FaultFound) {
            try VisibleWords.check(try MadePDF(SamplePDFs.page(content: content), alterations: []))
            return nil
        } catch {
            return error.fault
        }
    }

    private static func text(_ text: String, _ y: Int) -> String { "BT /F1 12 Tf 72 \(y) Td (\(text)) Tj ET " }

    @Test(
        "is seen beside lines, and where the foot of a letter above it lies under one",
        arguments: [
            text("Warfarin 3 mg", 700), text("Warfarin 3 mg", 700) + "0.5 w 60 697 m 300 697 l S ",
            text("gjgjg pqgjy", 700) + text("x-x-x-x-x-x", 690) + "0 g 60 697.2 300 1.6 re f ",
        ])
    func seen(content: String) throws { #expect(try Self.fault(content) == nil) }

    @Test(
        "is lost under what covers it, in the colour of paper, and where it is cut off",
        arguments: [
            text("Warfarin 3 mg", 700) + "1 g 60 690 300 30 re f ", "1 g " + text("Warfarin 3 mg", 700),
            "q 0 0 100 100 re W n " + text("Warfarin 3 mg", 700) + "Q ",
            text("gjgjg pqgjy", 700) + text("x-x-x-x-x-x", 690) + "1 g 60 688 300 8 re f ",
        ])
    func covered(content: String) throws { #expect(try Self.fault(content) == .contentLost) }
}
