import Foundation

/// A field of a text document, known by the first word of its instruction (ECMA-376 part 1, 17.16.5).
enum OfficeField {
    /// One that shows the day or the hour on which a document is opened: what was signed would not be what is sent, and
    /// every day makes another letter of it. `SAVEDATE` and `CREATEDATE` stay.
    static func isLiveDate(_ instruction: some StringProtocol) -> Bool {
        ["DATE", "TIME"].contains(word(instruction))
    }

    /// One that shows what lies elsewhere.
    static func isFetched(_ instruction: some StringProtocol) -> Bool {
        let fetching = ["INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "DDE", "DDEAUTO", "LINK"]
        return fetching.contains(word(instruction))
    }

    /// One that shows what no program here draws: a formula, a barcode, a number of a list.
    static func isUndrawn(_ instruction: some StringProtocol) -> Bool {
        ["EQ", "BARCODE", "DISPLAYBARCODE", "MERGEBARCODE", "LISTNUM"].contains(word(instruction))
    }

    /// One that shows where a page stands: whoever lays the document out says it anew, and what was saved is often older
    /// than the text around it.
    static func isPageNumber(_ instruction: some StringProtocol) -> Bool {
        ["PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF"].contains(word(instruction))
    }

    /// One that shows a character of a typeface of signs.
    static func isSign(_ instruction: some StringProtocol) -> Bool { word(instruction) == "SYMBOL" }

    /// What a field that shows a sign shows (17.16.5.64): by its number in the typeface, in Windows-1252 or in Unicode.
    static func sign(_ instruction: some StringProtocol) -> String? {
        let words = instruction.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
        guard isSign(instruction), words.count > 1 else { return nil }
        let isHexadecimal = words[1].hasPrefix("0x")
        guard let code = UInt32(isHexadecimal ? words[1].dropFirst(2) : words[1][...], radix: isHexadecimal ? 16 : 10)
        else { return nil }
        if (0x80...0xFF).contains(code), !words.contains("\\f"), !words.contains("\\u") {
            return String(bytes: [UInt8(code)], encoding: .windowsCP1252)
        }
        return Unicode.Scalar(code).map { String(Character($0)) }
    }

    /// What kind of field it is.
    static func word(_ instruction: some StringProtocol) -> String {
        instruction.split(whereSeparator: \.isWhitespace).first?.uppercased() ?? ""
    }
}

/// The fields that are open at a place of a text, the innermost last: each is an instruction, then what it shows.
struct OpenFields {
    private struct Field {
        var instruction = ""
        var isShown = false
    }

    private var fields: [Field] = []
    private(set) var instructions: [String] = []

    /// True where the innermost field shows a shape that stands in a line.
    var isShape: Bool { fields.last.map { $0.isShown && OfficeField.word($0.instruction) == "SHAPE" } ?? false }
    /// True where the text is a page's number.
    var isPageNumber: Bool { fields.contains { $0.isShown && OfficeField.isPageNumber($0.instruction) } }
    /// True where the innermost field is a page's number of which nothing is saved.
    var isUnsavedPageNumber: Bool {
        fields.last.map { !$0.isShown && OfficeField.isPageNumber($0.instruction) } ?? false
    }
    /// True where the text is what was saved of a sign, which its field draws a second time.
    var isSign: Bool { fields.contains { $0.isShown && OfficeField.isSign($0.instruction) } }
    /// The sign that the innermost field shows by its instruction alone.
    var unsavedSign: String? { fields.last.flatMap { $0.isShown ? nil : OfficeField.sign($0.instruction) } }
    /// True where the text is an instruction, which nobody sees.
    var isInstruction: Bool { fields.contains { !$0.isShown } }

    mutating func begin() { fields.append(Field()) }

    /// More of the innermost field's instruction: Word parts one wherever the cursor once stood.
    mutating func instruct(_ piece: String) {
        if fields.isEmpty { begin() }
        fields[fields.count - 1].instruction += piece
    }

    /// What the field shows begins here.
    mutating func show() {
        guard let last = fields.last, !last.isShown else { return }
        instructions.append(last.instruction)
        fields[fields.count - 1].isShown = true
    }

    mutating func end() {
        show()
        _ = fields.popLast()
    }
}

/// A field to choose from: its entries, and which of them was chosen.
struct FieldChoice {
    var entries: [String] = []
    var chosen: Int?

    /// What it shows; it is empty then.
    mutating func take() -> String? {
        defer { self = FieldChoice() }
        return chosen.flatMap { entries.indices.contains($0) ? entries[$0] : nil }
    }
}
