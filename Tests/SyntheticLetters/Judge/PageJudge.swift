public import Foundation

/// Judges the pages that were made of a letter by poppler's tools, which share no code with the product: its text
/// against what the generator meant, its dots against LibreOffice's own drawing and against the pictures.
public enum PageJudge {
    /// The most by which a square of 8 × 8 points may differ from LibreOffice's own drawing, of 255.
    private static let mostDifference = 40
    /// The least of a picture's width that must be found on the page.
    private static let leastWidth = 0.6

    /// What is wrong with the pages, in words; nil where nothing is.
    ///
    /// - Throws: where a tool is missing.
    public static func wrong(with pdf: URL, of file: LetterFile) throws -> String? {
        let letter = file.letter
        let texts = try Self.texts(of: pdf)
        if let wrong = try wrong(with: pdf, texts, letter) { return wrong }
        let images = try Self.images(of: pdf)
        guard images.count == texts.count else { return "pages: \(images.count) drawn, \(texts.count) read" }
        if let lost = lostPicture(of: letter, on: images) { return lost }
        // Pages that say something else than the letter are no measure of how it looks.
        guard try pdf != file.reference && wrong(with: file.reference, Self.texts(of: file.reference), letter) == nil
        else { return nil }
        let references = try Self.images(of: file.reference)
        guard images.count == references.count else {
            return "pages: \(images.count), by LibreOffice alone \(references.count)"
        }
        for (index, (image, reference)) in zip(images, references).enumerated() {
            let difference = image.difference(to: reference)
            if difference > mostDifference { return "dots: page \(index + 1) differs by \(difference)" }
        }
        return nil
    }

    /// What is wrong with what the pages say.
    private static func wrong(with pdf: URL, _ texts: [String], _ letter: HospitalLetter) throws -> String? {
        do throws(TextJudge.Wrong) {
            try TextJudge.check(letter, texts)
        } catch {
            return "text: \(error)"
        }
        if texts.contains(where: { $0.unicodeScalars.contains { (0xF000...0xF0FF).contains($0.value) } }) {
            // Only a typeface of signs has these; of another one a box is drawn.
            guard try faces(of: pdf).contains("Symbol") else { return "glyph: bullets in a typeface that has none" }
        }
        return nil
    }

    private static func faces(of pdf: URL) throws -> String {
        String(decoding: try OutsideProgram.output("pdffonts", [pdf.path]), as: UTF8.self)
    }

    private static func lostPicture(of letter: HospitalLetter, on pages: [PageImage]) -> String? {
        let isThere = { (picture: Picture, page: PageImage) in
            Double(page.columns(of: picture)) >= Double(picture.width) * leastWidth
        }
        for (index, page) in pages.enumerated() {
            let head = index == 0 ? letter.firstHead ?? letter.head : letter.head
            if let picture = head.picture, !isThere(picture, page) { return "picture: head of page \(index + 1)" }
        }
        for case .picture(let picture) in letter.blocks where !pages.contains(where: { isThere(picture, $0) }) {
            return "picture: in the text"
        }
        return nil
    }

    private static func texts(of pdf: URL) throws -> [String] {
        let all = String(
            decoding: try OutsideProgram.output("pdftotext", ["-raw", "-enc", "UTF-8", pdf.path, "-"]), as: UTF8.self)
        // Each page ends with a form feed.
        let texts = all.split(separator: "\u{C}", omittingEmptySubsequences: false).dropLast().map(String.init)
        return try withBullets(texts, of: pdf)
    }

    /// The texts with a bullet for each `l` at the beginning of a line that is drawn in LibreOffice's typeface of signs,
    /// where that is a filled circle as in Wingdings: a DOC file has bullets so.
    private static func withBullets(_ texts: [String], of pdf: URL) throws -> [String] {
        let count = texts.reduce(0) { $0 + $1.matches(of: /(?:^|\n)l[ ]/).count }
        guard try count > 0 && faces(of: pdf).contains("OpenSymbol") else { return texts }
        let marked = String(
            decoding: try OutsideProgram.output("pdftohtml", ["-xml", "-i", "-stdout", "-fontfullname", pdf.path]),
            as: UTF8.self)
        let signs = Set(
            marked.matches(of: /<fontspec id="([0-9]+)"[^>]*family="[^"]*OpenSymbol/).map { String($0.1) })
        let drawn = marked.matches(of: /<text [^>]*font="([0-9]+)"[^>]*>(?:<b>|<i>)*l *</)
        // As many as there are of them, so that none is a letter.
        guard drawn.count == count, drawn.allSatisfy({ signs.contains(String($0.1)) }) else { return texts }
        return texts.map { $0.replacing(/(^|\n)l[ ]/) { "\($0.1)• " } }
    }

    private static func images(of pdf: URL) throws -> [PageImage] {
        PageImage.pages(try OutsideProgram.output("pdftoppm", ["-r", "72", pdf.path]))
    }
}
