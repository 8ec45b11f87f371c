import Foundation

/// The effects of CSS on how a text is read. Declarations that only change the appearance are ignored.
public struct HTMLStyle: Sendable {
    public enum Effect: Sendable, CaseIterable {
        /// The text is not visible.
        case hides
        /// The text is struck out.
        case strikes
        /// Text is added that the document does not contain.
        case adds
        /// Line breaks and spaces are shown as they are written.
        case keepsLines
        /// The text runs from right to left.
        case turns
        /// A list is numbered other than 1, 2, 3.
        case numbers
        /// Content from elsewhere is shown.
        case fetches
    }

    /// The ways in which CSS hides text.
    public enum Hiding: Sendable {
        /// The element and everything in it is hidden.
        case wholly
        /// Hidden, except for descendants that are set to be visible.
        case unseen
        /// The font size is 0, except for descendants with another size.
        case tiny
    }

    private static let block = Pattern(/\{([^{}]*)\}/)
    private static let comment = Pattern(/\/\*.*?\*\//.dotMatchesNewlines())

    public private(set) var effects: Set<Effect> = []
    /// The ways in which the text is hidden.
    public private(set) var hidings: Set<Hiding> = []
    /// The ways of hiding that this element undoes for its own text, after a parent set them.
    public private(set) var undone: Set<Hiding> = []
    /// The element is placed beside the content that follows it, or anywhere (CSS 2.1, 9.3.1 and 9.5.1).
    public private(set) var floats = false
    /// The element may clip its content or move it off the page (CSS 2.1, 11.1).
    public var clips: Bool { isCut && isSized || isAway }
    private var (isCut, isSized, isAway) = (false, false, false)
    /// The markers of list items that the style names (CSS 2.1, 12.5.1).
    public private(set) var listMarks: Set<String> = []
    /// White space collapses, even if the surrounding text preserves it (`white-space: normal`).
    public private(set) var flows = false

    /// Reads the declarations of a `style` attribute.
    ///
    /// - Parameter declarations: the value of the attribute (CSS Style Attributes, 3).
    public init(_ declarations: String) { read(declarations) }

    /// Reads the rules of a style sheet.
    ///
    /// - Parameter sheet: the text of a `style` element.
    public init(sheet: String) {
        let text = Self.plain(sheet)
        if text.contains("@import") { effects.insert(.fetches) }
        for block in text.matches(of: Self.block.regex) { read(String(block.1)) }
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().replacing(comment.regex, with: " ")
    }

    private mutating func read(_ declarations: String) {
        let text = Self.plain(declarations)
        if text.contains("url(") { effects.insert(.fetches) }
        for declaration in text.split(separator: ";") {
            let halves = declaration.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let value = halves[1].replacing("!important", with: "")
            note(
                halves[0].trimmingCharacters(in: .whitespacesAndNewlines),
                value.split { $0.isWhitespace || $0 == "," }.map(String.init))
        }
    }

    private static let plainMarks: Set = [
        "disc", "circle", "square", "none", "decimal", "inside", "outside", "inherit", "initial", "unset",
    ]

    private mutating func note(_ property: String, _ words: [String]) {
        let first = words.first ?? ""
        switch property {
        case "display": if first == "none" { hide(.wholly) }
        case "visibility":
            if ["hidden", "collapse"].contains(first) { hide(first == "hidden" ? .unseen : .wholly) }
            if first == "visible" { undone.insert(.unseen) }
        case "opacity": if Self.number(first) == 0 { hide(.wholly) }
        case "font-size":
            if Self.number(first) == 0 { hide(.tiny) }
            if Self.isReadable(first) { undone.insert(.tiny) }
        // `font` is a shorthand: a size of 0 in it hides the text.
        case "font": if words.contains(where: { Self.number($0) == 0 }) { hide(.wholly) }
        case "content":
            let added = words.joined().filter { $0 != "\"" && $0 != "'" }
            if !["", "none", "normal"].contains(added) { effects.insert(.adds) }
        case "white-space":
            flows = ["normal", "nowrap"].contains(first)
            if ["pre", "pre-wrap", "pre-line", "break-spaces"].contains(first) { effects.insert(.keepsLines) }
        case "overflow", "overflow-y": if ["hidden", "clip"].contains(first) { isCut = true }
        case "height", "max-height":
            if Self.number(first) != nil, !["%", "vh"].contains(where: first.hasSuffix) { isSized = true }
        case "left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top":
            if Self.number(first).map({ $0 <= -300 }) == true { isAway = true }
        case "float": if ["left", "right"].contains(first) { floats = true }
        case "position": if ["absolute", "fixed"].contains(first) { floats = true }
        case "direction": if first == "rtl" { effects.insert(.turns) }
        case "text-decoration", "text-decoration-line":
            if words.contains("line-through") { effects.insert(.strikes) }
        case "list-style-type", "list-style":
            let marks = Set(words.filter { !$0.hasPrefix("url(") })
            if !marks.isSubset(of: Self.plainMarks) { effects.insert(.numbers) }
            listMarks.formUnion(marks.subtracting(["inside", "outside", "inherit", "initial", "unset"]))
        // The counter with which browsers number list items (CSS Lists 3, 4.6).
        case "counter-reset", "counter-set", "counter-increment":
            if words.contains("list-item") { listMarks.insert(property) }
        default: break
        }
    }

    private mutating func hide(_ hiding: Hiding) {
        effects.insert(.hides)
        hidings.insert(hiding)
    }

    /// Whether a font size is absolute and large enough to be read, whatever the parent's size is.
    private static func isReadable(_ size: String) -> Bool {
        guard let number = number(size), number >= 6 else { return false }
        return size.hasSuffix("px") || size.hasSuffix("pt")
    }

    /// The number before a unit; nil if there is none.
    private static func number(_ value: String) -> Double? {
        Double(value.prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) })
    }
}
