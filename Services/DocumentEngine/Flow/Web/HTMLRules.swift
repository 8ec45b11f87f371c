import Foundation
import XML

/// The rules of a document's style sheets (CSS 2.1, 4 and 5), so far as they say to which elements they apply.
///
/// In doubt a rule applies: those do that are not for screens alone, and those whose selectors ask for more than is looked
/// at here.
struct HTMLRules {
    fileprivate struct Part {
        var name: String?
        var id: String?
        var classes: [String] = []
        var attributes: [String] = []
        /// It must be the parent of what follows, and not any element around it.
        var isParent = false
    }

    private struct Rule {
        var parts: [Part]
        var style: HTMLStyle
        /// On paper, and for the element itself.
        var isPrinted: Bool
        /// Those of the style that count here.
        var effects: Set<HTMLStyle.Effect>
        var unknown: Set<String>
    }

    /// What rules do together to an element.
    struct Applied {
        var effects: Set<HTMLStyle.Effect> = []
        var hidings: Set<HTMLStyle.Hiding> = []
        var flows = false
        var floats = false
        var clips = false
        var listMarks: Set<String> = []
        /// Properties that no table names.
        var unknown: Set<String> = []
    }

    private var rules: [Rule] = []
    /// A sheet names another, or a typeface that lies elsewhere.
    private(set) var fetches = false

    var isEmpty: Bool { rules.isEmpty }

    /// Takes in the text of a `style` element.
    mutating func add(_ sheet: String) {
        let text = sheet.replacing(/\/\*.*?\*\//.dotMatchesNewlines(), with: " ")
            .replacing("<!--", with: " ").replacing("-->", with: " ").lowercased()
        var rest = text[...]
        // A brace in quotes would end at another place what is for screens alone.
        let isPlain = !text.contains("\\") && text.firstMatch(of: /["'][^"'\n]*[{}]/) == nil
        var media: [Bool] = []
        while let mark = rest.firstIndex(where: { "{;}".contains($0) }) {
            let head = rest[..<mark].trimmingCharacters(in: .whitespacesAndNewlines)
            rest = rest[rest.index(after: mark)...]
            if head.hasPrefix("@import") { fetches = true }
            guard text[mark] == "{" else {
                if text[mark] == "}" { _ = media.popLast() }
                continue
            }
            // All other rules with an @ hold rules of the usual kind.
            let isOuter = head.hasPrefix("@") && !Self.special.contains(where: head.hasPrefix)
            if isOuter {
                media.append(!isPlain || Self.isPrinted(head))
                continue
            }
            let isPrinted = !media.contains(false)
            let block = Self.block(&rest)
            if block.contains("{") && !head.hasPrefix("@") {
                add("*", HTMLStyle(sheet: block), isPrinted)
            }
            if !head.hasPrefix("@") {
                let unknown = isPrinted && !block.contains("{") ? Set(HTMLConstructs.unknown(in: block)) : []
                add(head, HTMLStyle(block), isPrinted, unknown)
            }
        }
    }

    private static let special = [
        "@font-face", "@page", "@keyframes", "@-webkit-keyframes", "@-moz-keyframes", "@-o-keyframes", "@counter-style",
        "@property", "@font-feature-values", "@viewport", "@-ms-viewport",
    ]

    /// Up to the end of a block, which may hold others.
    private static func block(_ rest: inout Substring) -> String {
        var depth = 1
        let start = rest
        while let mark = rest.firstIndex(where: { "{}".contains($0) }) {
            depth += rest[mark] == "{" ? 1 : -1
            rest = rest[rest.index(after: mark)...]
            if depth == 0 { return String(start[..<mark]) }
        }
        rest = ""
        return String(start)
    }

    /// Whether the rules of such a block may be meant for a print of the page. One on A4 is wider than a telephone.
    private static func isPrinted(_ head: String) -> Bool {
        guard head.hasPrefix("@media") else { return true }
        let queries = head.dropFirst("@media".count).split(separator: ",", omittingEmptySubsequences: false)
        return queries.contains { query in
            if query.contains(/^\s*(only\s+)?screen\b/) { return false }
            if query.contains(/\b(not|or)\b/) { return true }
            let width = query.firstMatch(of: /\(\s*max-width\s*:\s*([0-9]+)px\s*\)/)
            return width.flatMap { Int($0.1) }.map { $0 > 600 } ?? true
        }
    }

    private mutating func add(
        _ selectors: String, _ style: HTMLStyle, _ isPrinted: Bool, _ unknown: Set<String> = []
    ) {
        let isNothing = style.effects.isEmpty && style.listMarks.isEmpty && unknown.isEmpty
        if isNothing && !style.flows && !style.floats && !style.clips { return }
        for selector in selectors.replacing(/\([^()]*\)/, with: "").split(separator: ",") {
            var effects = isPrinted ? style.effects : style.effects.subtracting([.hides, .adds])
            if selector.contains(/:(hover|focus|focus-within|focus-visible|active|target)\b/) { continue }
            let isBeside = selector.contains(/:(before|after|marker)\b/)
            if isBeside {
                effects.formIntersection(effects.contains(.hides) ? [.fetches] : [.adds, .fetches])
            } else if selector.contains(/::(?!first-l)/) {
                continue
            } else if selector.contains(/:empty\s*$/) {
                effects.remove(.hides)
            }
            rules.append(
                Rule(
                    parts: Self.parts(String(selector)), style: style, isPrinted: isPrinted && !isBeside,
                    effects: effects,
                    unknown: unknown))
        }
    }

    private static func parts(_ selector: String) -> [Part] {
        // Of elements that stand beside others only the last is looked at.
        let last = selector.split(whereSeparator: { "+~".contains($0) }).last ?? ""
        var parts: [Part] = []
        for word in last.replacing(">", with: " > ").split(whereSeparator: \.isWhitespace) {
            if word == ">" {
                if !parts.isEmpty { parts[parts.count - 1].isParent = true }
                continue
            }
            var part = Part()
            for match in word.matches(of: /([#.:]*)([a-z0-9_*\\-]+)|\[([^\]=~|^$*]+)[^\]]*\]/) {
                if let attribute = match.3 {
                    part.attributes.append(String(attribute))
                } else if let name = match.2 {
                    switch match.1 {
                    case "": if name != "*" { part.name = String(name) }
                    case "#": part.id = String(name)
                    case ".": part.classes.append(String(name))
                    default: break
                    }
                }
            }
            parts.append(part)
        }
        return parts
    }

    /// What the rules do to the innermost of the open elements.
    func apply(to open: [HTMLElement]) -> Applied {
        var applied = Applied()
        for rule in rules where Self.matches(rule.parts[...], open[...]) {
            applied.effects.formUnion(rule.effects)
            if rule.effects.contains(.hides) { applied.hidings.formUnion(rule.style.hidings) }
            if rule.style.flows { applied.flows = true }
            if rule.isPrinted {
                applied.floats = applied.floats || rule.style.floats
                applied.clips = applied.clips || rule.style.clips
                applied.listMarks.formUnion(rule.style.listMarks)
            }
            applied.unknown.formUnion(rule.unknown)
        }
        return applied
    }

    private static func matches(_ parts: ArraySlice<Part>, _ open: ArraySlice<HTMLElement>) -> Bool {
        guard let part = parts.last else { return true }
        guard let element = open.last, part.matches(element) else { return false }
        let (parts, around) = (parts.dropLast(), open.dropLast())
        guard let outer = parts.last else { return true }
        if outer.isParent { return matches(parts, around) }
        return around.indices.contains { matches(parts, around[...$0]) }
    }
}

extension HTMLRules.Part {
    fileprivate func matches(_ element: HTMLElement) -> Bool {
        (name == nil || name == element.name) && (id == nil || id == element.attributes["id"]?.lowercased())
            && classes.allSatisfy(element.classes.contains)
            && attributes.allSatisfy { element.attributes[$0] != nil }
    }
}
