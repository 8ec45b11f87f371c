import Foundation
import Renditions

/// The numbers of a DOCX file's lists (ECMA-376 part 1, 17.9), as the paragraphs of a text count them.
///
/// Word saves no number: it says how they are counted, and each program counts for itself. What is counted here must be
/// what the layout has drawn.
struct WordNumbering {
    private struct Level {
        var start = 1
        var format = "decimal"
        var text = ""
        /// Numbers of the levels above are written in digits.
        var isLegal = false
        var restart: Int?
        var style: String?
    }

    private struct Use {
        var list = ""
        var starts: [Int: Int] = [:]
        var isBegun = false
    }

    private var lists: [String: [Int: Level]] = [:]
    private var uses: [String: Use] = [:]
    private var counts: [String: [Int: Int]] = [:]

    init() {}

    init(_ data: Data) throws(FaultFound) {
        var read = WordNumbering()
        var (list, use): (String?, String?)
        var level = 0
        var isOverride = false
        try XMLEvents.read(
            data,
            begin: { name, attributes in
                let value = attributes["w:val"] ?? ""
                func change(_ change: (inout Level) -> Void) {
                    guard let list, !isOverride else { return }
                    change(&read.lists[list, default: [:]][level, default: Level()])
                }
                switch name {
                case "w:abstractNum": list = attributes["w:abstractNumId"]
                case "w:num": (use, list) = (attributes["w:numId"], nil)
                case "w:abstractNumId": if let use { read.uses[use, default: Use()].list = value }
                case "w:lvlOverride": (level, isOverride) = (Int(attributes["w:ilvl"] ?? "") ?? 0, true)
                case "w:startOverride": if let use { read.uses[use, default: Use()].starts[level] = Int(value) }
                case "w:lvl": if !isOverride { level = Int(attributes["w:ilvl"] ?? "") ?? 0 }
                case "w:start": change { $0.start = Int(value) ?? 1 }
                case "w:numFmt": change { $0.format = value }
                case "w:lvlText": change { $0.text = value }
                case "w:isLgl": change { $0.isLegal = WordStyles.isOn(attributes) }
                case "w:lvlRestart": change { $0.restart = Int(value) }
                case "w:pStyle": change { $0.style = value }
                default: break
                }
            }, end: { if $0 == "w:lvlOverride" { isOverride = false } }, text: { _ in })
        self = read
    }

    /// A file of lists whose bullets are bullets in every typeface, or nil where they are: those of Symbol and Wingdings are
    /// often left without their typeface, and Word draws them all the same.
    static func told(_ part: Data) -> Data? {
        let text = String(decoding: part, as: UTF8.self)
        guard text.contains("<w:numbering") else { return nil }
        let told = text.replacing(/<w:lvl[ >].*?<\/w:lvl>/.dotMatchesNewlines()) {
            SignTypeface.bulletsTold(in: String($0.0))
        }
        return told == text ? nil : Data(told.utf8)
    }

    /// The level of a list that is meant for a style of paragraphs.
    func level(of style: String?, in number: String) -> Int? {
        guard let style, let list = uses[number]?.list else { return nil }
        return lists[list]?.first { $0.value.style == style }?.key
    }

    /// What stands before the next paragraph of a list, with `TextMark.number` for a number that is not counted here.
    mutating func next(_ number: String, level: Int) -> String {
        guard var use = uses[number], let levels = lists[use.list], let own = levels[level] else {
            return String(Character(TextMark.label))
        }
        var count = counts[use.list, default: [:]]
        if !use.isBegun {
            for (level, start) in use.starts { count[level] = start - 1 }
            use.isBegun = true
            uses[number] = use
        }
        count[level] = count[level].map { $0 + 1 } ?? own.start
        for upper in 0..<level where count[upper] == nil { count[upper] = levels[upper]?.start ?? 1 }
        for lower in Array(count.keys) where lower > level {
            if levels[lower]?.restart.map({ $0 > 0 && level < $0 }) ?? true { count[lower] = nil }
        }
        counts[use.list] = count
        guard own.format != "bullet", own.format != "none" else { return String(Character(TextMark.label)) }
        var label = ""
        var isPlace = false
        for character in own.text {
            if isPlace, let digit = character.wholeNumberValue, digit > 0 {
                let format = own.isLegal ? "decimal" : levels[digit - 1]?.format ?? "decimal"
                label += Self.written(count[digit - 1] ?? 1, format)
            } else if character != "%" {
                label.append(character)
            }
            isPlace = character == "%"
        }
        let mark = String(Character(TextMark.numbered))
        return mark + label + mark
    }

    static func written(_ number: Int, _ format: String) -> String {
        // No letter counts so far; in Roman numbers or letters it would fill the memory.
        guard number <= 20_000 else { return String(Character(TextMark.number)) }
        switch format {
        case "decimal": return "\(number)"
        case "decimalZero": return number < 10 ? "0\(number)" : "\(number)"
        case "lowerLetter", "upperLetter":
            guard number > 0 else { return "" }
            let letter = UnicodeScalar(UInt8(0x61 + (number - 1) % 26))
            return String(repeating: String(Character(letter)), count: (number - 1) / 26 + 1)
        case "lowerRoman", "upperRoman": return roman(number)
        case "none": return ""
        default: return String(Character(TextMark.number))
        }
    }

    private static func roman(_ number: Int) -> String {
        let signs = [
            (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
            (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ]
        var (left, text) = (number, "")
        for (value, sign) in signs {
            while left >= value { (left, text) = (left - value, text + sign) }
        }
        return text
    }
}
