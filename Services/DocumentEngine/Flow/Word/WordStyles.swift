import Foundation
import Renditions

/// Which styles of a DOCX file hide text (`vanish`, ECMA-376 part 1, 17.3.2.41).
struct WordStyles {
    private var parents: [String: String] = [:]
    private var isHiding: [String: Bool] = [:]
    /// Whether a style is in a typeface of signs.
    private(set) var hasSigns = false
    /// The style of paragraphs that name none.
    private var usual: String?
    /// The lists that styles of paragraphs belong to, and at which level.
    private var lists: [String: (number: String, level: Int?)] = [:]

    init() {}

    init(_ data: Data) throws(FaultFound) {
        var current: String?
        var (read, usual) = (self, String?.none)
        try XMLEvents.read(
            data,
            begin: { name, attributes in
                switch name {
                case "w:style":
                    current = attributes["w:styleId"]
                    let isUsual = ["1", "true", "on"].contains(attributes["w:default"] ?? "")
                    if isUsual && attributes["w:type"] == "paragraph" { usual = current }
                case "w:basedOn": if let current { read.parents[current] = attributes["w:val"] }
                case "w:rFonts": if Self.isOfSigns(attributes) { read.hasSigns = true }
                case "w:vanish": if let current { read.isHiding[current] = Self.isOn(attributes) }
                case "w:numId":
                    if let current { read.lists[current] = (attributes["w:val"] ?? "0", read.lists[current]?.level) }
                case "w:ilvl":
                    if let current {
                        read.lists[current] = (read.lists[current]?.number ?? "", Int(attributes["w:val"] ?? ""))
                    }
                default: break
                }
            }, end: { if $0 == "w:style" { current = nil } }, text: { _ in })
        read.usual = usual
        self = read
    }

    /// The list that a style of paragraphs belongs to, and the style that says so; nil where it belongs to none.
    func list(_ style: String?) -> (number: String, level: Int?, style: String)? {
        var (style, left) = (style ?? usual, 20)
        while let name = style, left > 0 {
            if let list = lists[name], !list.number.isEmpty {
                return list.number == "0" ? nil : (list.number, list.level, name)
            }
            (style, left) = (parents[name], left - 1)
        }
        return nil
    }

    /// A property that is on or off is on where it says nothing else (17.17.4).
    static func isOn(_ attributes: [String: String]) -> Bool {
        !["0", "false", "off"].contains(attributes["w:val"] ?? "")
    }

    /// Whether the typefaces of a run (17.3.2.26) are of signs.
    static func isOfSigns(_ attributes: [String: String]) -> Bool {
        ["w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"].contains {
            attributes[$0].flatMap { SignTypeface(name: $0) } != nil
        }
    }

    /// Whether a run of this style in a paragraph of that style is hidden: twice is not at all (17.7.3).
    func hides(paragraph: String?, run: String?) -> Bool { hides(paragraph ?? usual) != hides(run) }

    private func hides(_ style: String?) -> Bool {
        var (style, left) = (style, 20)
        while let name = style, left > 0 {
            if let isHiding = isHiding[name] { return isHiding }
            (style, left) = (parents[name], left - 1)
        }
        return false
    }
}
