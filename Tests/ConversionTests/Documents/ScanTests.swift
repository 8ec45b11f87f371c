import Foundation
import Renditions
import Testing

@testable import Conversion
@testable import Engines

@Suite("A scanned letter")
struct ScanTests {
    private func render(
        _ bytes: Data, _ engines: DocumentEngines = CorpusTests.engines
    ) async throws -> (answer: EngineAnswer, bytes: Data) {
        try await engines.render(bytes, as: .pdf, limit: nil, signedAt: CorpusTests.signedAt)
    }

    /// The order, row by row, in which four fields are shown, for each of the eight orientations (TIFF 6.0, section 8).
    private static let shown: [[Int]] = [
        [20, 80, 160, 240], [80, 20, 240, 160], [240, 160, 80, 20], [160, 240, 20, 80], [20, 160, 80, 240],
        [160, 20, 240, 80], [240, 80, 160, 20], [80, 240, 20, 160],
    ]

    @Test("stands upright, however it lies in its file", .enabled(if: OutsideTool.has("pdftoppm")), arguments: 1...8)
    func upright(orientation: Int) async throws {
        var pixels = Data()
        for row in 0..<60 { for column in 0..<40 { pixels.append([20, 80, 160, 240][row / 30 * 2 + column / 20]) } }
        let scan = SampleScan.tiff(pixels, width: 40, height: 60, orientation: orientation)
        let (answer, made) = try await render(scan)
        #expect(answer.fault == nil && answer.pages == 1)
        let image = try OutsideTool.output("pdftoppm", ["-gray", "-scale-to-x", "8", "-scale-to-y", "8"], of: made)
        let dots = image.suffix(64).map(Int.init)
        let fields = [9, 14, 49, 54].map { dots[$0] }
        for (field, wanted) in zip(fields, Self.shown[orientation - 1]) { #expect(abs(field - wanted) < 20) }
    }

    @Test("takes the memory of a page, however many it has")
    func long() async throws {
        let (width, height) = (2480, 3508)
        let page = Data(repeating: 0xF0, count: width / 8 * height)
        let scan = SampleScan.tiff(page, width: width, height: height, bits: 1, pages: 30)
        let (answer, _) = try await render(scan, DocumentEngines(bounds: .init(memory: 800_000_000)))
        #expect(answer.fault == nil && answer.pages == 30 && answer.images == 30)
    }

    /// A JPEG image of one grey pixel, with a JFIF header.
    private static let jpeg =
        Data(
            base64Encoded:
                "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAELDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4"
                + "UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAABAAEBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QA"
                + "tRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0"
                + "NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2"
                + "t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APQK/9k="
        ) ?? Data()

    @Test("ends where its image ends, whatever stands behind")
    func trailer() async throws {
        let (answer, made) = try await render(Self.jpeg + Data(repeating: 0x20, count: 5000))
        #expect(answer.fault == nil && answer.images == 1)
        #expect(try await render(Self.jpeg).bytes == made)
        let half = try await render(Self.jpeg.dropLast(2) + Data(repeating: 0x20, count: 5000))
        #expect(half.answer.fault?.fault == .broken)
    }

    /// An image of two pixels, one transparent and one white.
    private static let white =
        Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGNgYGBg+P///38ACf8D/WhvSqAAAAAASUVORK5CYII=")
        ?? Data()

    @Test("in white on nothing is not sent as a blank page")
    func white() async throws {
        #expect(try await render(Self.white).answer.fault?.fault == .contentLost)
    }
}
