import Foundation

/// Makes office files for tests from their parts.
enum SampleOffice {
    private static let word =
        "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
        + "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
        + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
        + "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" "
        + "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "
        + "xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" "
        + "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
        + "xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" "
        + "xmlns:dgm=\"http://schemas.openxmlformats.org/drawingml/2006/diagram\""
    static let header = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    /// A picture of 2 × 2 pixels.
    static let png =
        Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==")
        ?? Data()

    static func paragraph(_ text: String) -> String {
        "<w:p><w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r></w:p>"
    }

    /// - Parameters:
    ///   - relations: Id, type and target of each relationship, and whether the target is external.
    ///   - parts: Further parts by path; those of headers and footers are `header…` and `footer…`.
    static func docx(
        _ body: String, section: String = "", relations: [(String, String, String, Bool)] = [],
        parts: [String: String] = [:], files: [String: Data] = [:], prologue: String = "",
        main: String = "word/document.xml"
    ) -> Data {
        var archive = SampleArchive()
        var overrides = ""
        for name in parts.keys.sorted() where name.hasPrefix("word/") {
            let kind = name.dropFirst(5).prefix { $0.isLetter }
            overrides +=
                "<Override PartName=\"/\(name)\" ContentType=\"application/"
                + "vnd.openxmlformats-officedocument.wordprocessingml.\(kind)+xml\"/>"
        }
        archive.add(
            "[Content_Types].xml",
            header + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + "<Default Extension=\"png\" ContentType=\"image/png\"/>"
                + "<Override PartName=\"/\(main)\" ContentType=\"application/"
                + "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\(overrides)</Types>")
        archive.add("_rels/.rels", relationships([("rId1", "officeDocument", main, false)]))
        archive.add("word/_rels/\(main.dropFirst(5)).rels", relationships(relations))
        archive.add(
            main,
            header + prologue + "<w:document \(word)><w:body>\(body)<w:sectPr>\(section)"
                + "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1440\" w:bottom=\"1440\" "
                + "w:left=\"1440\" w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>")
        for (name, content) in parts.sorted(by: { $0.key < $1.key }) {
            let kind = name.hasPrefix("word/header") ? "hdr" : "ftr"
            archive.add(name, header + "<w:\(kind) \(word)>\(content)</w:\(kind)>")
        }
        for (name, content) in files.sorted(by: { $0.key < $1.key }) { archive.add(name, content) }
        return archive.data
    }

    private static func relationships(_ relations: [(String, String, String, Bool)]) -> String {
        let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        let items = relations.map { id, kind, target, isOutside in
            "<Relationship Id=\"\(id)\" Type=\"\(base)\(kind)\" Target=\"\(target)\""
                + (isOutside ? " TargetMode=\"External\"/>" : "/>")
        }
        return header + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + items.joined() + "</Relationships>"
    }

    /// Returns a picture in the text, embedded or linked.
    static func picture(_ attribute: String) -> String {
        "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"914400\" cy=\"914400\"/><wp:docPr id=\"1\" name=\"p\"/>"
            + "<a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
            + "<pic:nvPicPr><pic:cNvPr id=\"1\" name=\"p\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            + "<a:blip \(attribute)/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
            + "<a:off x=\"0\" y=\"0\"/><a:ext cx=\"914400\" cy=\"914400\"/></a:xfrm><a:prstGeom prst=\"rect\"/>"
            + "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    }

    static func odt(
        _ body: String, manifest: String = "", fonts: String = "", styles: String = "", files: [String: Data] = [:]
    ) -> Data {
        let parts = files.keys.filter { $0.hasPrefix("Pictures/") || $0 == "styles.xml" }.sorted().map {
            let type = $0.hasSuffix(".xml") ? "text/xml" : "image/png"
            return "<manifest:file-entry manifest:full-path=\"\($0)\" manifest:media-type=\"\(type)\"/>"
        }
        var archive = SampleArchive()
        archive.add("mimetype", "application/vnd.oasis.opendocument.text")
        archive.add(
            "META-INF/manifest.xml",
            header + "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
                + "manifest:version=\"1.2\"><manifest:file-entry manifest:full-path=\"/\" "
                + "manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>"
                + "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\">\(manifest)"
                + "</manifest:file-entry>\(parts.joined())</manifest:manifest>")
        archive.add(
            "content.xml",
            header + "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                + "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
                + "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
                + "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" "
                + "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                + "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
                + "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" office:version=\"1.2\">"
                + "<office:font-face-decls>\(fonts)</office:font-face-decls><office:automatic-styles>\(styles)</office:automatic-styles><office:body><office:text>\(body)</office:text></office:body></office:document-content>"
        )
        for (name, content) in files.sorted(by: { $0.key < $1.key }) { archive.add(name, content) }
        return archive.data
    }

    /// Returns a compound file whose directory has these empty streams, for example those of an encrypted DOCX file.
    static func compound(streams: [String]) -> Data {
        var file = Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) + Data(count: 16)
        for (value, size) in [(0x3E, 2), (3, 2), (0xFFFE, 2), (9, 2), (6, 2), (0, 6), (0, 4), (1, 4), (1, 4), (0, 4)] {
            file.append(number: value, size)
        }
        for value in [4096, 0xFFFF_FFFE, 0, 0xFFFF_FFFE, 0, 0] { file.append(number: value, 4) }
        for _ in 0..<108 { file.append(number: 0xFFFF_FFFF, 4) }
        for index in 0..<128 {
            file.append(number: index == 0 ? 0xFFFF_FFFD : index == 1 ? 0xFFFF_FFFE : 0xFFFF_FFFF, 4)
        }
        for (name, kind) in [("Root Entry", 5)] + streams.prefix(3).map({ ($0, 2) }) {
            var entry = Data()
            for unit in name.utf16 { entry.append(number: Int(unit), 2) }
            let length = entry.count + 2
            entry += Data(count: 64 - entry.count)
            entry.append(number: length, 2)
            entry.append(number: kind, 1)
            entry += Data(count: 49)
            entry.append(number: 0xFFFF_FFFE, 4)
            entry += Data(count: 8)
            file += entry
        }
        return file + Data(count: max(0, 1536 - file.count))
    }
}
