import Renditions

/// Where something of an RTF file belongs.
enum RTFPlace {
    case body, note, running, first, other, picture, nowhere, instruction, number, kind
    /// Of a shape's property, which can be a picture.
    case value

    /// Whether a page may show it.
    var isShown: Bool { [.body, .note, .running, .first, .other].contains(self) }
}

/// What an RTF file says, by the place where it is shown.
struct RTFTexts {
    /// Stands before each head and foot.
    private static let mark: Character = "\u{1}"
    private var texts: [RTFPlace: String] = [:]

    subscript(place: RTFPlace) -> String { texts[place] ?? "" }

    mutating func write(_ piece: String, to place: RTFPlace) {
        if place != .nowhere && place != .value { texts[place, default: ""] += piece }
    }

    mutating func write(_ scalar: Unicode.Scalar, to place: RTFPlace) { write(String(Character(scalar)), to: place) }

    /// Begins another head or foot.
    mutating func beginEdge(_ place: RTFPlace) { texts[place, default: ""].append(Self.mark) }

    mutating func take(_ place: RTFPlace) -> String { texts.removeValue(forKey: place) ?? "" }

    /// How much may be shown so far.
    var count: Int {
        [RTFPlace.body, .note, .running, .first].reduce(0) { $0 + (texts[$1]?.utf8.count ?? 0) }
    }

    func words(_ place: RTFPlace) -> Words { Words(self[place]) }

    /// The text's last paragraph has a number or bullet.
    var endsInList: Bool {
        let paragraphs = self[.body].unicodeScalars.split(separator: TextMark.paragraph)
        let last = paragraphs.last { $0.contains { !$0.properties.isWhitespace } }
        return last?.contains { $0 == TextMark.numbered || $0 == TextMark.label } ?? false
    }

    /// A head that is written twice, for the page and for its section, is shown once.
    func edges(_ place: RTFPlace) -> Words {
        var (words, seen) = (Words(), [Words]())
        for edge in self[place].split(separator: Self.mark).map({ Words(String($0)) }) where !seen.contains(edge) {
            seen.append(edge)
            words.add(edge)
        }
        return words
    }
}

/// The typefaces of an RTF file, and by which character set each writes bytes above 127.
struct RTFFonts {
    private var charSets: [Int: Int] = [:]
    private var names: [Int: String] = [:]
    /// The one that the table describes now.
    private var described = 0
    var usual = 0
    private var codePage = CodePage.western
    /// The file says that its code page is that of another system than Windows.
    private var isForeign = false
    /// The bytes of a character that is not whole yet.
    private var pending: [UInt8] = []

    mutating func describe(_ font: Int) { described = font }

    mutating func name(_ piece: String) { names[described, default: ""] += piece }

    mutating func setCharSet(_ number: Int?) { charSets[described] = number }

    /// - Parameter isForeign: of another system than Windows.
    mutating func set(_ page: CodePage, isForeign: Bool) {
        codePage = page
        if isForeign { self.isForeign = true }
    }

    /// Whether text in this typeface is of signs, which do not say what they mean: how it changes what is read, and whether
    /// a sign is seen.
    func signs(in piece: String, _ font: Int) -> (isChanged: Bool, isSeen: Bool) {
        let isOfSigns = SignTypeface(name: String((names[font] ?? "").prefix { $0 != ";" })) != nil
        let isSeen =
            isOfSigns && !piece.allSatisfy(\.isWhitespace)
            || piece.unicodeScalars.contains(where: SignTypeface.isPrivate)
        return (isSeen || isOfSigns && SignTypeface.changes(piece), isSeen)
    }

    /// 2 is the set of signs without a meaning as letters.
    private func isOfSigns(_ font: Int) -> Bool { charSets[font] == 2 }

    /// Whether a byte is a character by itself.
    func isWhole(_ byte: UInt8, _ font: Int) -> Bool {
        isOfSigns(font) && byte >= 0x20 || byte < 0x80 && pending.isEmpty
    }

    /// Nil where the character is not whole yet.
    mutating func text(of byte: UInt8, _ font: Int) -> String? {
        // Where Word has the signs of such a typeface in Unicode.
        if isOfSigns(font) && byte >= 0x20 {
            return Unicode.Scalar(0xF000 + UInt32(byte)).map { String(Character($0)) }
        }
        if byte < 0x80 && pending.isEmpty { return String(UnicodeScalar(byte)) }
        let charSet = charSets[font] ?? 1
        let page = charSet == 0 && isForeign ? codePage : CodePage(charSet: charSet) ?? codePage
        pending.append(byte)
        if let text = page.text(pending) {
            pending = []
            return text
        }
        guard pending.count >= page.width else { return nil }
        pending = []
        return "\u{FFFD}"
    }
}
