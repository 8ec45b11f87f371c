import Foundation

/// Documents that only another program can make.
enum SampleScan {
    struct Failed: Error {}

    /// A grey image of noise, which no compression makes small: a binary portable grey map made into a PNG file would
    /// need a library, so it is a TIFF file without compression.
    ///
    /// - Parameter nextPage: where the file says that its next page begins; 0 for none.
    static func noise(side: Int, nextPage: Int = 0) -> Data {
        var state: UInt32 = 1
        var pixels = [UInt8](repeating: 0, count: side * side)
        for index in pixels.indices {
            state = state &* 1_664_525 &+ 1_013_904_223
            pixels[index] = UInt8(state >> 24)
        }
        return tiff(Data(pixels), width: side, height: side, nextPage: nextPage)
    }

    /// A TIFF file without compression; several pages are the same image.
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

    /// A letter that `soffice` saved in this format.
    static func written(as format: String) throws -> Data {
        let html =
            "<html><body><h1>Clinic letter</h1><p>Aspirin 2.5 mg, &gt; 5 days, Zo&euml;.</p><table><tr><td>Warfarin</td>"
            + "<td>3 mg</td></tr></table><ul><li>Review in six weeks</li></ul></body></html>"
        let text = try saved(Data(html.utf8), from: "html", filter: "HTML (StarWriter)", as: "odt")
        return format == "odt" ? text : try saved(text, from: "odt", as: format)
    }

    /// A document as `soffice` saves it in another format; a filter may follow the format after a colon.
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
