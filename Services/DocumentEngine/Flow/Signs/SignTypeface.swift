import Foundation

/// A typeface whose characters are signs: what stands in the file as `m` is read as `µ`.
///
/// Word has such a character at the place of its code (U+006D) or among those for private use (U+F06D). Only signs whose
/// meaning is sure are told; of others nobody can say what was meant.
enum SignTypeface: String {
    case symbol
    case wingdings
    case wingdings2 = "wingdings 2"
    case wingdings3 = "wingdings 3"
    case webdings
    /// Of which no sign is known here.
    case other

    /// Whether it can show the text otherwise than a typeface of letters: all but plain spaces it can.
    static func changes(_ text: String) -> Bool { text.contains { !" \t\n\r\r\n".contains($0) } }

    private static let others: Set = ["zapfdingbats", "zapf dingbats", "monotype sorts", "marlett", "mt extra"]

    /// Nil for a typeface of letters. Of a list the first counts: the others stand in for it.
    init?(name: String) {
        let plain = name.prefix { $0 != "," && $0 != ";" }
            .trimmingCharacters(in: .whitespaces.union(["'", "\""])).lowercased()
        switch plain {
        case "symbolmt", "symbol mt", "standard symbols ps", "symbol type a", "symbol tiger", "symbol set swa":
            self = .symbol
        case _ where Self.others.contains(plain): self = .other
        default:
            guard let found = SignTypeface(rawValue: plain), found != .other else { return nil }
            self = found
        }
    }

    /// Whether such a typeface may be named in rules of style, or in a list of typefaces.
    static func isNamed(inRules rules: String) -> Bool {
        let rules = rules.lowercased()
        return (["symbol", "wingdings", "webdings"] + others).contains(where: rules.contains)
    }

    /// A list's level in XML with its bullets as characters that every typeface has, unless it names a typeface of signs.
    static func bulletsTold(in level: String) -> String {
        guard !isNamed(inRules: level) else { return level }
        return level.replacing(/\x{F0B7}|&#xF0B7;|&#61623;/.ignoresCase(), with: "•")
            .replacing(/\x{F0A7}|&#xF0A7;|&#61607;/.ignoresCase(), with: "▪")
    }

    /// What the character says; nil where that is not known.
    func meaning(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        if scalar.properties.isWhitespace { return scalar }
        guard let code = Self.code(of: scalar) else { return Self.isPrivate(scalar) ? nil : scalar }
        return code == 0x20 ? " " : Self.tables[self]?[code]
    }

    /// What a character for private use says without a typeface of signs; nil where that is not known. Word shows these
    /// two, which are left of lists that were copied, as bullets.
    static func meaning(alone scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "\u{F0A7}": "▪"
        case "\u{F0B7}": "•"
        default: isPrivate(scalar) ? nil : scalar
        }
    }

    static func isPrivate(_ scalar: Unicode.Scalar) -> Bool {
        (0xE000...0xF8FF).contains(scalar.value) || scalar.value >= 0xF_0000
    }

    /// The place in the typeface; nil for a character that it does not have, and that another typeface shows.
    private static func code(of scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0xF020...0xF0FF: UInt8(scalar.value - 0xF000)
        case 0..<0x80, 0xA0...0xFF: UInt8(scalar.value)
        default: String(Character(scalar)).data(using: .windowsCP1252)?.first
        }
    }

    private static let tables: [SignTypeface: [UInt8: Unicode.Scalar]] = [
        .symbol: table([
            0x21: "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
            0x61: "αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼", 0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…",
            0xC0: "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑", 0xF1: "〉∫",
        ]),
        .wingdings: table([
            0x22: "✂✁", 0x28: "☎✆✉", 0x36: "⌛🖮🖰🖲🖳🖴🖫🖬✇✍", 0x41: "✌", 0x45: "☜☞☝☟", 0x4A: "☺😐☹",
            0x6C: "●❍■□□❑❒",
            0x74: "⧫◆❖", 0x78: "⌧", 0x80: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x9E: "·•▪○○○", 0xA7: "▪□", 0xAA: "✦★✶", 0xD8: "➢",
            0xDF: "←→↑↓↖↗↙↘←→↑↓↖↗↙↘⇦⇨⇧⇩⬄", 0xFB: "✗✓☒☑",
        ]),
        .wingdings2: table([0x4F: "✗✓☒☑☒", 0x97: "●", 0xA3: "□"]),
        .wingdings3: table([0x70: "▲▼", 0x7D: "▶"]),
        .webdings: table([0x33: "◄►▲▼", 0x61: "✓", 0x63: "□", 0x72: "✗", 0x9B: "✉", 0xC5: "☎"]),
    ]

    private static func table(_ rows: [UInt8: String]) -> [UInt8: Unicode.Scalar] {
        var table: [UInt8: Unicode.Scalar] = [:]
        for (start, signs) in rows {
            for (index, sign) in signs.unicodeScalars.enumerated() { table[start + UInt8(index)] = sign }
        }
        return table
    }
}
