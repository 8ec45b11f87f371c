import Foundation
import Renditions
import TestSupport
import Testing

@testable import Conversion

@Suite("A scan over the recipient's limit", .enabled(if: OutsideTool.has("pdftoppm")))
struct ResamplingTests {
    /// A page that consists of one image with vertical bands of colour.
    struct Scan: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var space: String
        /// The sample values of one pixel, for each band.
        var bands: [[UInt8]]
        var more = ""
        var isForm = false

        /// Returns a PDF whose image is in hexadecimal, so that it can be made much smaller.
        func bytes(width: Int = 2600, height: Int = 300) -> Data {
            let line = (0..<width).map { column in
                bands[column * bands.count / width].map { String(format: "%02x", $0) }.joined()
            }.joined()
            let image =
                "<< /Type /XObject /Subtype /Image /Width \(width) /Height \(height) /BitsPerComponent 8 /ColorSpace "
                + "\(space) /Filter /ASCIIHexDecode \(more) /Length \(line.count * height) >>\nstream\n"
                + String(repeating: line, count: height) + "\nendstream"
            let draw = "595 0 0 842 0 0 cm /I Do"
            let form =
                "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /I 4 0 R >> >> "
                + "/Length \(draw.count) >>\nstream\n\(draw)\nendstream"
            let content = isForm ? "/F Do" : draw
            return SamplePDFs.file([
                "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /I 4 0 R /F 6 0 R >> >> "
                    + "/Contents 5 0 R >>",
                image, "<< /Length \(content.count) >>\nstream\n\(content)\nendstream", form,
                "<< /N \(bands[0].count) /Alternate \(["", "/DeviceGray", "", "/DeviceRGB", "/DeviceCMYK"][bands[0].count]) "
                    + "/Length 1 >>\nstream\nx\nendstream",
            ])
        }
    }

    private static let lights: [[UInt8]] = [[200, 30, 30], [30, 160, 60], [20, 40, 180], [240, 240, 240]]
    private static let inks: [[UInt8]] = [[200, 20, 0, 0], [0, 180, 40, 0], [10, 0, 220, 0], [0, 0, 0, 230]]
    static let scans = [
        Scan(testDescription: "in red, green and blue", space: "/DeviceRGB", bands: lights),
        Scan(testDescription: "in a form", space: "/DeviceRGB", bands: lights, isForm: true),
        Scan(testDescription: "in inks", space: "/DeviceCMYK", bands: inks),
        Scan(testDescription: "in inks in a form", space: "/DeviceCMYK", bands: inks, isForm: true),
        Scan(
            testDescription: "in inks that are inverted", space: "/DeviceCMYK", bands: inks,
            more: "/Decode [1 0 1 0 1 0 1 0]"),
        Scan(testDescription: "with a profile of colours", space: "[/ICCBased 7 0 R]", bands: lights),
        Scan(testDescription: "with a profile of inks", space: "[/ICCBased 7 0 R]", bands: inks, isForm: true),
        Scan(testDescription: "in grey", space: "/DeviceGray", bands: [[20], [90], [160], [240]]),
    ]

    @Test("keeps its colours, and enough dots to be read", arguments: scans)
    func colours(scan: Scan) async throws {
        let bytes = scan.bytes()
        let (answer, made) = try await CorpusTests.engines.render(
            bytes, as: .pdf, limit: 200_000, signedAt: CorpusTests.signedAt)
        #expect(answer.fault == nil)
        #expect(answer.alterations == ["resampled"] && answer.images == 1)
        #expect(made.count <= 200_000)
        let before = try OutsideTool.colours(of: bytes, across: 8)
        let after = try OutsideTool.colours(of: made, across: 8)
        #expect(before.count == 24 && Set(before).count > 3)
        for (one, other) in zip(before, after) { #expect(abs(Int(one) - Int(other)) <= 6) }
        let list = try OutsideTool.output("pdfimages", ["-list"], of: made)
        let widths = String(decoding: list, as: UTF8.self).split(separator: "\n").dropFirst(2).compactMap {
            Int($0.split(separator: " ").dropFirst(3).first ?? "")
        }
        #expect(widths == [2339])
    }

    @Test(
        "that cannot be made smaller is too large, and stays what it is",
        arguments: ["palette", "colour without colour"])
    func fixed(kind: String) async throws {
        let scan =
            kind == "palette"
            ? Scan(testDescription: "", space: "[/Indexed /DeviceRGB 1 <000000ffffff>]", bands: [[0], [1]])
            : Scan(testDescription: "", space: "/DeviceGray", bands: [[0], [255]], more: "/Mask [255 255]")
        let (answer, made) = try await CorpusTests.engines.render(
            scan.bytes(), as: .pdf, limit: 1000, signedAt: CorpusTests.signedAt)
        #expect(answer.fault?.fault == .tooLarge)
        #expect(made.isEmpty)
    }
}
