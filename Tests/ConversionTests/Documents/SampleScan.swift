import Foundation

/// Makes images, and documents that only LibreOffice can write.
enum SampleScan {
    struct Failed: Error {}

    /// Returns a grey image of noise, which cannot be compressed, as uncompressed TIFF.
    ///
    /// - Parameter nextPage: Offset of the next page that the file states; 0 for none.
    static func noise(side: Int, nextPage: Int = 0) -> Data {
        var state: UInt32 = 1
        var pixels = [UInt8](repeating: 0, count: side * side)
        for index in pixels.indices {
            state = state &* 1_664_525 &+ 1_013_904_223
            pixels[index] = UInt8(state >> 24)
        }
        return tiff(Data(pixels), width: side, height: side, nextPage: nextPage)
    }

    /// Returns a GIF file of grey stripes, which clears its code table before the codes grow (GIF89a, appendix F).
    static func gif(side: Int, images: Int = 1) -> Data {
        var file = Data("GIF89a".utf8)
        for _ in 0..<2 { file.append(number: side, 2) }
        file += Data([0xF6, 0, 0])
        for grey in UInt8(0)..<128 { file += Data([grey * 2, grey * 2, grey * 2]) }
        for _ in 0..<images {
            file += Data([0x2C, 0, 0, 0, 0])
            for _ in 0..<2 { file.append(number: side, 2) }
            file += Data([0, 7])
            var (bits, held, codes) = (0, 0, Data())
            func put(_ code: Int) {
                (held, bits) = (held | code << bits, bits + 8)
                codes.append(UInt8(held & 0xFF))
                (held, bits) = (held >> 8, bits - 8)
            }
            for pixel in 0..<side * side {
                if pixel % 100 == 0 { put(128) }
                put(pixel / side * 2 % 128)
            }
            put(129)
            for start in stride(from: 0, to: codes.count, by: 255) {
                let part = codes[start..<min(start + 255, codes.count)]
                file.append(UInt8(part.count))
                file += part
            }
            file.append(0)
        }
        file.append(0x3B)
        return file
    }

    /// Returns a Windows bitmap with 24 bits per pixel.
    static func bitmap(side: Int) -> Data {
        let pixels = Data((0..<side * side).flatMap { [UInt8](repeating: UInt8($0 / side * 3 % 256), count: 3) })
        var file = Data("BM".utf8)
        file.append(number: 54 + pixels.count, 4)
        for number in [0, 54, 40, side, side] { file.append(number: number, 4) }
        for number in [1, 24] { file.append(number: number, 2) }
        for number in [0, pixels.count, 2835, 2835, 0, 0] { file.append(number: number, 4) }
        return file + pixels
    }

    /// Returns an uncompressed TIFF file. With several pages, all show the same image.
    static func tiff(
        _ pixels: Data, width: Int, height: Int, bits: Int = 8, orientation: Int = 1, pages: Int = 1, nextPage: Int = 0
    ) -> Data {
        var file = Data([0x49, 0x49, 0x2A, 0])
        file.append(number: 8, 4)
        let size = 2 + 10 * 12 + 4
        let tags: [(Int, Int, Int)] = [
            (256, 4, width), (257, 4, height), (258, 3, bits), (259, 3, 1), (262, 3, 1), (273, 4, 8 + pages * size),
            (274, 3, orientation), (277, 3, 1), (278, 4, height), (279, 4, pixels.count),
        ]
        for page in 1...pages {
            file.append(number: tags.count, 2)
            for (tag, type, value) in tags {
                file.append(number: tag, 2)
                file.append(number: type, 2)
                file.append(number: 1, 4)
                file.append(number: value, 4)
            }
            file.append(number: page < pages ? 8 + page * size : nextPage, 4)
        }
        return file + pixels
    }

    /// Returns a letter that LibreOffice saved in this format.
    static func written(as format: String) throws -> Data {
        let html =
            "<html><body><h1>Clinic letter</h1><p>Aspirin 2.5 mg, &gt; 5 days, Zo&euml;.</p><table><tr><td>Warfarin</td>"
            + "<td>3 mg</td></tr></table><ul><li>Review in six weeks</li></ul></body></html>"
        let text = try saved(Data(html.utf8), from: "html", filter: "HTML (StarWriter)", as: "odt")
        return format == "odt" ? text : try saved(text, from: "odt", as: format)
    }

    /// Returns a document that LibreOffice converted to another format, which may name a filter after a colon.
    static func saved(_ document: Data, from: String, filter: String? = nil, as format: String) throws -> Data {
        let folder = FileManager.default.temporaryDirectory.appending(path: "written-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try document.write(to: folder.appending(path: "letter.\(from)"))
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/soffice")
        process.arguments =
            ["-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", format]
            + (filter.map { ["--infilter=\($0)"] } ?? [])
            + ["--outdir", folder.path, folder.appending(path: "letter.\(from)").path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
        return try Data(contentsOf: folder.appending(path: "letter.\(format.prefix { $0 != ":" })"))
    }
}
