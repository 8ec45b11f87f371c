import Foundation

/// The documents of the benchmark; its Word files are saved by LibreOffice.
struct BenchDocuments {
    struct Failed: Error {}

    let onePage: Data
    let tenPages: Data
    /// A PDF of two pages with text and an image, 100 kB.
    let pdf: Data
    private let folder: URL

    init(_ folder: URL) throws {
        self.folder = folder
        onePage = try Self.word(pages: 1, in: folder)
        tenPages = try Self.word(pages: 10, in: folder)
        pdf = Self.letter(image: 49_000, lines: 80)
    }

    private static func word(pages: Int, in folder: URL) throws -> Data {
        let page =
            "<h2>Clinical summary</h2>"
            + (1...9).map {
                "<p>\($0). Seen in clinic, blood pressure 120/80, pulse 72 and regular. Aspirin 75 mg "
                    + "once daily, continued; warfarin 3 mg stopped. Review in six weeks with bloods.</p>"
            }.joined()
            + "<table border=1><tr><td>Aspirin</td><td>75 mg</td></tr><tr><td>Ramipril</td><td>2.5 mg</td></tr></table>"
        let pages = (1...pages).map { _ in page }.joined(separator: "<p style='page-break-before: always'></p>")
        let name = "letter-\(pages.utf8.count)"
        try Data("<html><body>\(pages)</body></html>".utf8).write(to: folder.appending(path: "\(name).html"))
        try soffice(folder, "odt", "\(name).html", filter: "HTML (StarWriter)")
        try soffice(folder, "docx", "\(name).odt", filter: nil)
        return try Data(contentsOf: folder.appending(path: "\(name).docx"))
    }

    private static func soffice(_ folder: URL, _ format: String, _ file: String, filter: String?) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/soffice")
        process.arguments =
            ["-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", format]
            + (filter.map { ["--infilter=\($0)"] } ?? []) + [
                "--outdir", folder.path, folder.appending(path: file).path,
            ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
    }

    /// Returns the seconds for one document of one page, with a process for each; the first run is not counted.
    func soffice(times: Int) throws -> Double {
        try onePage.write(to: folder.appending(path: "peer.docx"))
        try Self.soffice(folder, "pdf", "peer.docx", filter: nil)
        let start = ContinuousClock.now
        for _ in 0..<times { try Self.soffice(folder, "pdf", "peer.docx", filter: nil) }
        return start.duration(to: .now) / .seconds(times)
    }

    /// Returns a document with one image of about this many megabytes under a line of text.
    static func scan(megabytes: Int) -> Data { letter(image: megabytes * 500_000, lines: 5) }

    /// - Parameter image: Number of pixels of the image; each takes two bytes.
    private static func letter(image: Int, lines: Int) -> Data {
        let side = Int(Double(image).squareRoot())
        var state: UInt32 = 1
        let digits = Array("0123456789abcdef".utf8)
        var pixels = Data(capacity: side * side * 2 + 1)
        for _ in 0..<(side * side * 2) {
            state = state &* 1_664_525 &+ 1_013_904_223
            pixels.append(digits[Int(state >> 28)])
        }
        pixels.append(UInt8(ascii: ">"))
        var objects: [Data] = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>"]
            .map { Data($0.utf8) }
        let text = (1...lines).map { "(Line \($0): Aspirin 75 mg once daily, review in six weeks.) Tj T*" }
        for (page, range) in [0..<(lines / 2), (lines / 2)..<lines].enumerated() {
            let content =
                "BT /F1 9 Tf 12 TL 60 780 Td\n" + text[range].joined(separator: "\n")
                + "\nET q 200 0 0 200 40 60 cm /I Do Q"
            objects.append(
                Data(
                    ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(page * 3 + 4) 0 R /Resources "
                        + "<< /Font << /F1 5 0 R >> /XObject << /I 8 0 R >> >> >>").utf8))
            objects.append(Data("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream".utf8))
            if page == 0 {
                objects.append(
                    Data("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".utf8))
            }
        }
        objects.append(
            Data(
                ("<< /Type /XObject /Subtype /Image /Width \(side) /Height \(side) /BitsPerComponent 8 "
                    + "/ColorSpace /DeviceGray /Filter /ASCIIHexDecode /Length \(pixels.count) >>\nstream\n").utf8)
                + pixels + Data("\nendstream".utf8))
        var file = Data("%PDF-1.4\n".utf8)
        var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            table += String(format: "%010d 00000 n \n", file.count)
            file += Data("\(index + 1) 0 obj\n".utf8) + object + Data("\nendobj\n".utf8)
        }
        let start = file.count
        table += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return file + Data(table.utf8)
    }
}
