import Foundation
import Renditions

/// A document with an image of dots in place of each of its drawings.
///
/// A layout draws a metafile, an SVG file or a chart as lines and areas among those of the page, and nothing in the PDF
/// file tells which are whose. An image stays an image: where it comes to stand, the drawing does.
enum StandIn {
    /// Half transparent, so that what lies under one is seen as well, and of 80 dots a metre: what a document cuts off its
    /// drawing, in centimetres, leaves some of it.
    private static let image = """
        iVBORw0KGgoAAAANSUhEUgAAABEAAAATCAYAAAB2pebxAAAACXBIWXMAAABQAAAAUAFcUEMHAAAAHElEQVR42mP4z/C/gVLMMGrIqCGjhowa\
        MuwMAQD7giUokMKudgAAAABJRU5ErkJggg==
        """
    private static let bytes = Data(base64Encoded: image) ?? Data()

    /// - Returns: nil where the format is one in which no drawing is found here.
    static func placed(in reading: Reading) throws(FaultFound) -> Data? {
        switch reading.suffix {
        case "docx": try archive(Archive(reading.prepared), picturesFolder: nil)
        case "odt": try archive(Archive(reading.prepared), picturesFolder: "Pictures")
        case "fodt": flat(reading.prepared)
        case "html": page(reading.prepared)
        default: reading.standing
        }
    }

    /// In place of a drawing's file: one of as many units across and down, where that says how large it is shown.
    private static func file(for drawing: Data) -> Data {
        guard ImageFile.isSVG(drawing) else { return bytes }
        let text = String(decoding: drawing, as: UTF8.self)
        guard let root = text.firstMatch(of: /<svg\b[^>]*>/).map({ String($0.0) }) else { return bytes }
        func value(_ name: String) -> String? {
            let places = root.ranges(of: "\(name)=").filter { root[root.index(before: $0.lowerBound)].isWhitespace }
            return places.first.flatMap { place in
                root[place.upperBound...].split(separator: root[place.upperBound], omittingEmptySubsequences: false)
                    .dropFirst().first.map(String.init)
            }
        }
        let box = value("viewBox")?.split { $0 == " " || $0 == "," }.map(String.init) ?? []
        let place = box.count == 4 ? box : ["0", "0", value("width") ?? "100%", value("height") ?? "100%"]
        let head = root.hasSuffix("/>") ? root.dropLast(2) + ">" : root[...]
        return Data(
            """
            \(head)<image xmlns:xlink="http://www.w3.org/1999/xlink" x="\(place[0])" y="\(place[1])" \
            width="\(place[2])" height="\(place[3])" preserveAspectRatio="none" \
            xlink:href="data:image/png;base64,\(image)"/></svg>
            """.utf8)
    }
}

// In each format.
extension StandIn {
    private static func archive(_ archive: Archive, picturesFolder: String?) throws(FaultFound) -> Data {
        var parts: [String: Data] = [:]
        var holders: [String] = []
        for name in archive.names where !name.hasSuffix(".rels") {
            guard let content = try archive.content(name) else { continue }
            if Picture.isDrawing(content) {
                parts[name] = file(for: content)
            } else if name.hasSuffix(".xml"),
                let told = picturesFolder == nil ? word(content) : try openDocument(content, archive)
            {
                parts[name] = told
                holders.append(name)
            }
        }
        guard !holders.isEmpty else { return try archive.replacing(parts) }
        if picturesFolder == nil {
            parts["word/media/\(name)"] = bytes
            for holder in holders { try relate(holder, archive, &parts) }
        } else {
            parts["Pictures/\(name)"] = bytes
            try insert(
                "<manifest:file-entry manifest:full-path=\"Pictures/\(name)\" manifest:media-type=\"image/png\"/>",
                before: "</manifest:manifest>", in: "META-INF/manifest.xml", archive, &parts)
        }
        return try archive.replacing(parts)
    }

    private static let name = "standin.png"

    /// A part of a DOCX file with the image in place of its charts; nil where it has none.
    private static func word(_ part: Data) -> Data? {
        exchange(
            from: "a:graphicData", to: "a:graphic", in: part,
            with: """
                <a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic \
                xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>\
                <pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip \
                xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="standIn"/>\
                <a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>\
                <a:ext cx="914400" cy="914400"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData>
                """
        ) { tag, bytes in
            MarkupTags.value(of: "uri", in: tag, bytes)?.hasSuffix("/chart") == true
        }
    }

    private static func relate(
        _ part: String, _ archive: Archive, _ parts: inout [String: Data]
    ) throws(FaultFound) {
        let steps = part.split(separator: "/")
        let folder = steps.dropLast().map { "\($0)/" }.joined()
        try insert(
            "<Relationship Id=\"standIn\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" "
                + "Target=\"/word/media/\(name)\"/>",
            before: "</Relationships>", in: "\(folder)_rels/\(steps.last ?? "").rels", archive, &parts)
    }

    /// The same for a part of an ODT file. Beside a chart there may be an image for programs that do not draw it.
    private static func openDocument(_ part: Data, _ archive: Archive) throws(FaultFound) -> Data? {
        var charts: Set<String> = []
        for name in archive.names where name.hasSuffix("/content.xml") {
            if try archive.content(name).map(ImageFile.isChart) == true {
                charts.insert(String(name.dropLast("/content.xml".count)))
            }
        }
        return exchange(
            from: "draw:object", to: "draw:frame", in: part,
            with: """
                <draw:image xlink:href="Pictures/\(name)" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>
                """
        ) { tag, bytes in
            let place = MarkupTags.value(of: "xlink:href", in: tag, bytes) ?? ""
            return charts.contains(place.hasPrefix("./") ? String(place.dropFirst(2)) : place)
        }
    }

    /// Writes something else from where some elements begin to where what holds them ends; nil where there are none.
    private static func exchange(
        from name: String, to holder: String, in part: Data, with text: String,
        where isMeant: (MarkupTags.Tag, [UInt8]) -> Bool
    ) -> Data? {
        guard part.range(of: Data("<\(name)".utf8)) != nil else { return nil }
        let bytes = Array(part)
        var (cuts, texts): ([Range<Int>], [Int: String]) = ([], [:])
        var start: Int?
        for tag in MarkupTags(bytes) {
            if tag.name == name, !tag.isEnd, isMeant(tag, bytes) { start = tag.place.lowerBound }
            guard tag.name == holder, tag.isEnd, let begun = start else { continue }
            cuts.append(begun..<tag.place.lowerBound)
            texts[tag.place.lowerBound] = text
            start = nil
        }
        return cuts.isEmpty ? nil : MarkupTags.cut(cuts, from: bytes, inserting: texts)
    }

    private static func insert(
        _ text: String, before end: String, in part: String, _ archive: Archive, _ parts: inout [String: Data]
    ) throws(FaultFound) {
        guard let content = try archive.content(part) else { return }
        parts[part] = Data(String(decoding: content, as: UTF8.self).replacing(end, with: text + end).utf8)
    }

    /// A flat file of OpenDocument. Of several images in a frame, which are for different programs, the first is a drawing.
    private static func flat(_ file: Data) -> Data {
        func holds(_ image: Data) -> String {
            "<draw:image><office:binary-data>\(image.base64EncodedString())</office:binary-data></draw:image>"
        }
        let isChart = { (tag: MarkupTags.Tag, bytes: [UInt8]) in
            Data(bytes[tag.place.upperBound...].prefix(20_000)).range(of: Data("<office:chart".utf8)) != nil
        }
        let told = exchange(from: "draw:object", to: "draw:frame", in: file, with: holds(bytes), where: isChart) ?? file
        let bytes = Array(told)
        var (cuts, texts): ([Range<Int>], [Int: String]) = ([], [:])
        var (image, start): (Int?, Int) = (nil, 0)
        var drawing: (start: Int, image: Data)?
        for tag in MarkupTags(bytes) {
            switch (tag.name, tag.isEnd) {
            case ("draw:image", false): image = image ?? tag.place.lowerBound
            case ("office:binary-data", false): start = tag.place.upperBound
            case ("office:binary-data", true):
                let content = Data(
                    base64Encoded: Data(bytes[start..<tag.place.lowerBound]), options: .ignoreUnknownCharacters)
                guard drawing == nil, let image, let content, Picture.isDrawing(content) else { continue }
                drawing = (image, self.file(for: content))
            case ("draw:frame", true):
                if let drawing {
                    cuts.append(drawing.start..<tag.place.lowerBound)
                    texts[tag.place.lowerBound] = holds(drawing.image)
                }
                (image, drawing) = (nil, nil)
            default: break
            }
        }
        return MarkupTags.cut(cuts, from: bytes, inserting: texts)
    }

    private static func page(_ file: Data) -> Data {
        let text = String(decoding: file, as: UTF8.self)
        let source = /(["'])(data:[^,"'<>]*,)([^"'<>]*)\1/
        return Data(
            text.replacing(source) { found in
                let content = Data(base64Encoded: String(found.3), options: .ignoreUnknownCharacters)
                guard let content, Picture.isDrawing(content) else { return String(found.0) }
                let shown = self.file(for: content)
                let kind = ImageFile.isSVG(shown) ? "svg+xml" : "png"
                return "\(found.1)data:image/\(kind);base64,\(shown.base64EncodedString())\(found.1)"
            }.utf8)
    }

    /// A picture of an RTF file, without the brackets around it.
    ///
    /// - Parameter words: its group, of which the size is taken over.
    static func rtf(_ words: some Sequence<UInt8>) -> String {
        let head = String(decoding: Array(words).prefix(2000), as: UTF8.self)
        let sizes = head.matches(of: /\\pic(wgoal|hgoal|scalex|scaley|cropl|cropr|cropt|cropb)-?[0-9]+/).map { $0.0 }
        var text = "\\pict\\pngblip" + sizes.joined()
        for (side, goal) in [(/\\picw([0-9]+)/, "\\picwgoal"), (/\\pich([0-9]+)/, "\\pichgoal")]
        where !head.contains(goal) {
            // In hundredths of a millimetre and in twentieths of a point.
            if let size = head.firstMatch(of: side).flatMap({ Int($0.1) }) { text += "\(goal)\(size * 1440 / 2540)" }
        }
        return text + " " + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
