public import Foundation

/// Judges the pages made from a letter with poppler's tools, which share no code with the product. Compares the text
/// with the generator's letter, and the pixels with LibreOffice's own rendering and with the pictures.
public enum PageJudge {
    /// The largest difference of a square of 8 × 8 points from LibreOffice's own rendering, 0 to 255.
    private static let mostDifference = 40
    /// The least share of a picture's width that must be found on the page.
    private static let leastWidth = 0.6

    /// Returns what is wrong with the pages, in words; nil if nothing is.
    ///
    /// - Throws: An error if a tool is missing.
    public static func wrong(with pdf: URL, of file: LetterFile) throws -> String? {
        let letter = file.letter
        let texts = try Self.texts(of: pdf)
        if let wrong = try wrong(with: pdf, texts, letter) { return wrong }
        let images = try Self.images(of: pdf)
        guard images.count == texts.count else { return "pages: \(images.count) drawn, \(texts.count) read" }
        if let lost = lostPicture(of: letter, on: images) { return lost }
        // If LibreOffice's rendering shows another text than the letter's, its pixels are no reference.
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

    /// Returns what is wrong with the text of the pages.
    private static func wrong(with pdf: URL, _ texts: [String], _ letter: HospitalLetter) throws -> String? {
        do throws(TextJudge.Wrong) {
            try TextJudge.check(letter, texts)
        } catch {
            return "text: \(error)"
        }
        if texts.contains(where: { $0.unicodeScalars.contains { (0xF000...0xF0FF).contains($0.value) } }) {
            // Only a symbol font has glyphs for these characters; another font draws a box.
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
        // `pdftotext` ends each page with a form feed.
        let texts = all.split(separator: "\u{C}", omittingEmptySubsequences: false).dropLast().map(String.init)
        return try withBullets(texts, of: pdf)
    }

    /// Replaces each `l` at the beginning of a line by a bullet if it is drawn in OpenSymbol, where, as in Wingdings,
    /// it is a filled circle. LibreOffice draws the bullets of DOC files so.
    private static func withBullets(_ texts: [String], of pdf: URL) throws -> [String] {
        let count = texts.reduce(0) { $0 + $1.matches(of: /(?:^|\n)l[ ]/).count }
        guard try count > 0 && faces(of: pdf).contains("OpenSymbol") else { return texts }
        let marked = String(
            decoding: try OutsideProgram.output("pdftohtml", ["-xml", "-i", "-stdout", "-fontfullname", pdf.path]),
            as: UTF8.self)
        let signs = Set(
            marked.matches(of: /<fontspec id="([0-9]+)"[^>]*family="[^"]*OpenSymbol/).map { String($0.1) })
        let drawn = marked.matches(of: /<text [^>]*font="([0-9]+)"[^>]*>(?:<b>|<i>)*l *</)
        // The numbers must agree, so that no letter l is taken for a bullet.
        guard drawn.count == count, drawn.allSatisfy({ signs.contains(String($0.1)) }) else { return texts }
        return texts.map { $0.replacing(/(^|\n)l[ ]/) { "\($0.1)• " } }
    }

    private static func images(of pdf: URL) throws -> [PageImage] {
        PageImage.pages(try OutsideProgram.output("pdftoppm", ["-r", "72", pdf.path]))
    }
}
