import Foundation
import Renditions

/// The numbers of an OpenDocument file's lists (OpenDocument 1.2 part 1, 5.3), as its items count them.
struct OpenDocumentLists {
    private struct Level {
        var format: String
        var prefix: String
        var suffix: String
        var shown: Int
        var start: Int
        /// LibreOffice's own way to say all of it, with the levels as %1% and %2%.
        var pattern: String?
    }

    private var styles: [String: [Int: Level]] = [:]
    private var style: String?
    /// The styles of the open lists.
    private var open: [String?] = []
    private var id: String?
    private var counts: [Int: Int] = [:]
    /// How far the lists had counted that have ended, by their name and by their style.
    private var ended: [String: [Int: Int]] = [:]
    private var isItem = false

    /// A part whose bullets are bullets in every typeface, or nil where they are: those of Symbol and Wingdings come without
    /// their typeface from other formats.
    static func told(_ part: Data) -> Data? {
        guard part.range(of: Data("<text:list-level-style-bullet".utf8)) != nil else { return nil }
        let text = String(decoding: part, as: UTF8.self)
        let level =
            /<text:list-level-style-bullet(?: [^>]*)?(?:\/>|>.*?<\/text:list-level-style-bullet>)/.dotMatchesNewlines()
        let told = text.replacing(level) { SignTypeface.bulletsTold(in: String($0.0)) }
        return told == text ? nil : Data(told.utf8)
    }

    mutating func begin(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "text:list-style": style = attributes["style:name"]
        case "text:list-level-style-number":
            guard let style, let level = Int(attributes["text:level"] ?? "") else { return }
            styles[style, default: [:]][level] = Level(
                format: attributes["style:num-format"] ?? "", prefix: attributes["style:num-prefix"] ?? "",
                suffix: attributes["style:num-suffix"] ?? "", shown: Int(attributes["text:display-levels"] ?? "") ?? 1,
                start: Int(attributes["text:start-value"] ?? "") ?? 1, pattern: attributes["loext:num-list-format"])
        case "text:list": beginList(attributes)
        case "text:list-item":
            isItem = true
            let level = open.count
            let start = Int(attributes["text:start-value"] ?? "")
            counts[level] = start ?? ((counts[level] ?? (self.level(level)?.start ?? 1) - 1) + 1)
            for lower in Array(counts.keys) where lower > level { counts[lower] = nil }
        default: break
        }
    }

    private mutating func beginList(_ attributes: [String: String]) {
        let named = attributes["text:style-name"]
        if open.isEmpty {
            id = attributes["xml:id"]
            let before = attributes["text:continue-list"] ?? named
            let goesOn = attributes["text:continue-list"] != nil || attributes["text:continue-numbering"] == "true"
            counts = goesOn ? before.flatMap { ended[$0] } ?? [:] : [:]
        }
        open.append(named ?? open.last ?? nil)
    }

    mutating func end(_ name: String) {
        if name == "text:list-style" { style = nil }
        guard name == "text:list", let style = open.popLast(), open.isEmpty else { return }
        for key in [id, style].compactMap({ $0 }) { ended[key] = counts }
    }

    private func level(_ level: Int) -> Level? { (open.last ?? nil).flatMap { styles[$0]?[level] } }

    /// What stands before the paragraph that begins now, as marks of `TextMark`.
    mutating func label() -> String {
        guard !open.isEmpty else { return "" }
        defer { isItem = false }
        let number = open.count
        guard isItem, let own = level(number), !own.format.isEmpty else { return String(Character(TextMark.label)) }
        let mark = String(Character(TextMark.numbered))
        func written(_ place: Int) -> String {
            let level = level(place)
            return WordNumbering.written(
                counts[place] ?? level?.start ?? 1, Self.formats[level?.format ?? "1"] ?? "unknown")
        }
        if let pattern = own.pattern {
            let text = (1...10).reduce(pattern) {
                $0.replacing("%\($1)%", with: $0.contains("%\($1)%") ? written($1) : "")
            }
            return mark + text + mark
        }
        let first = max(1, number - own.shown + 1)
        return mark + own.prefix + (first...number).map(written).joined(separator: ".") + own.suffix + mark
    }

    private static let formats = [
        "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    ]
}
