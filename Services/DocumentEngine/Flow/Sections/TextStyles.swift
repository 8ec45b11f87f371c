/// What the styles of a flat OpenDocument file change of the meaning of a text (OpenDocument 1.2 part 1, 16 and 20).
struct TextStyles {
    struct Look: Equatable {
        enum Height { case level, raised, lowered }

        /// Nil where the style says nothing of it; so are the next ones.
        var height: Height?
        var isStruck: Bool?
        var isHidden: Bool?
        var typeface: String?
        /// Of a heading: LibreOffice's text of an HTML file has its `h1` as a mere paragraph in this style.
        var level: Int?

        /// What it says, and else what the text around it has.
        func within(_ outer: Look?) -> Look {
            guard let outer else { return self }
            var look = self
            look.height = height ?? outer.height
            look.isStruck = isStruck ?? outer.isStruck
            look.isHidden = isHidden ?? outer.isHidden
            look.typeface = typeface ?? outer.typeface
            return look
        }
    }

    /// The names of typefaces, which styles name by another.
    private var typefaces: [String: String] = [:]
    private var looks: [String: Look] = [:]
    private var current: String?
    /// The numbered levels of each list style; true where the numbers are 1, 2, 3.
    private var numbered: [String: [Int: Bool]] = [:]
    private var list: String?

    mutating func begin(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "style:font-face":
            if let name = attributes["style:name"] { typefaces[name] = attributes["svg:font-family"] ?? name }
        case "style:style":
            current = attributes["style:name"]
            guard let current else { return }
            looks[current] = attributes["style:parent-style-name"].flatMap { look($0) } ?? Look()
            if let level = Self.level(current) { looks[current]?.level = level }
        case "style:text-properties": note(attributes)
        case "text:list-style": list = attributes["style:name"]
        case "text:list-level-style-number":
            guard let list, let level = attributes["text:level"].flatMap({ Int($0) }) else { return }
            guard let format = attributes["style:num-format"], !format.isEmpty else { return }
            // Words around a number are lost as well, and so are the numbers above it in 1.1.
            let around = attributes["style:num-prefix", default: ""] + attributes["style:num-suffix", default: ""]
            numbered[list, default: [:]][level] =
                format == "1" && attributes["text:start-value", default: "1"] == "1"
                && attributes["text:display-levels", default: "1"] == "1"
                && !around.contains { $0.isLetter || $0.isNumber }
        default: break
        }
    }

    mutating func end(_ name: String) {
        if name == "style:style" { current = nil }
        if name == "text:list-style" { list = nil }
    }

    private mutating func note(_ attributes: [String: String]) {
        guard let current, var look = looks[current] else { return }
        for key in ["style:text-line-through-style", "style:text-line-through-type"] {
            if let value = attributes[key] { look.isStruck = value != "none" }
        }
        if let display = attributes["text:display"] { look.isHidden = display == "none" }
        if let name = attributes["fo:font-family"] { look.typeface = name }
        if let name = attributes["style:font-name"] { look.typeface = typefaces[name] ?? name }
        switch attributes["style:text-position"]?.split(separator: " ").first {
        case nil: break
        case "super": look.height = .raised
        case "sub": look.height = .lowered
        case let shift?:
            look.height = shift.hasPrefix("-") ? .lowered : shift == "0%" ? .level : .raised
        }
        looks[current] = look
    }

    func look(_ style: String?) -> Look? {
        style.flatMap { name in looks[name] ?? Self.level(name).map { Look(level: $0) } }
    }

    /// How the text of an element looks: a paragraph's as its style says, a part of it as the text around it else.
    func look(_ name: String, _ attributes: [String: String], within outer: Look?) -> Look {
        let look = look(attributes["text:style-name"]) ?? Look()
        return ["text:span", "text:a"].contains(name) ? look.within(outer) : look
    }

    /// Whether an element by its style changes how the text in it looks.
    static func holdsText(_ name: String) -> Bool { ["text:p", "text:h", "text:span", "text:a"].contains(name) }

    private static func level(_ style: String) -> Int? {
        style.hasPrefix("Heading_20_") ? Int(style.dropFirst("Heading_20_".count)) : nil
    }

    /// Nil for a list without numbers; false for numbers that HTML's plain ones would not be.
    func isPlainlyNumbered(_ style: String?, level: Int) -> Bool? { style.flatMap { numbered[$0]?[level] } }
}
