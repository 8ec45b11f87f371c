import Foundation
import Renditions

/// A flat OpenDocument file in which each character of a typeface of signs is written as what it says.
///
/// Whoever copies text from a page, or reads it under its headings, has no typeface: of 125 µg, written with an `m` in
/// Symbol, 125 mg would be left.
final class SignText {
    private(set) var flat = Data()
    /// Something is written otherwise than it stands in the file.
    private(set) var isTold = false
    /// How many signs there are of which it is not known what they say, written as letters: they may be drawn as these.
    private(set) var unknown = 0
    /// How many such signs are written as signs: they are drawn as signs or not at all.
    private(set) var unread = 0
    private var styles = TextStyles()
    private var looks: [TextStyles.Look] = []
    private var open: [String] = []
    private static let style = "SignsAsLetters"
    /// White space that is drawn as such in each typeface; a space at which no line ends is `€` in Symbol.
    private static let plain: Set<Unicode.Scalar> = [" ", "\t", "\n", "\r"]

    init(_ data: Data) throws(FaultFound) {
        write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        try XMLEvents.read(data, begin: begin, end: end, text: add)
    }

    private func begin(_ name: String, _ attributes: [String: String]) {
        styles.begin(name, attributes)
        open.append(name)
        if TextStyles.holdsText(name) { looks.append(styles.look(name, attributes, within: looks.last)) }
        write("<\(name)")
        for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
            write(" \(key)=\"\(Self.escaped(value, isAttribute: true))\"")
        }
        write(">")
        if name == "office:automatic-styles" {
            write(
                "<style:style style:name=\"\(Self.style)\" style:family=\"text\"><style:text-properties "
                    + "fo:font-family=\"'Liberation Sans'\"/></style:style>")
        }
    }

    private func end(_ name: String) {
        styles.end(name)
        _ = open.popLast()
        if TextStyles.holdsText(name) { looks.removeLast() }
        write("</\(name)>")
    }

    private func add(_ piece: String) {
        // What stands within a picture or a field is no text of the paragraph's typeface.
        guard TextStyles.holdsText(open.last ?? "") else { return write(Self.escaped(piece)) }
        let typeface = looks.last?.typeface.flatMap { SignTypeface(name: $0) }
        guard typeface != nil || piece.unicodeScalars.contains(where: SignTypeface.isPrivate) else {
            return write(Self.escaped(piece))
        }
        for scalar in piece.unicodeScalars {
            let meaning = typeface.map { $0.meaning(of: scalar) } ?? SignTypeface.meaning(alone: scalar)
            if meaning == nil && looks.last?.isHidden != true {
                if SignTypeface.isPrivate(scalar) { unread += 1 } else { unknown += 1 }
            }
            let shown = Self.escaped(String(Character(meaning ?? scalar)))
            guard let meaning, typeface != nil || meaning != scalar, !Self.plain.contains(meaning) else {
                write(shown)
                continue
            }
            isTold = true
            write("<text:span text:style-name=\"\(Self.style)\">\(shown)</text:span>")
        }
    }

    private func write(_ text: String) { flat.append(contentsOf: text.utf8) }

    private static func escaped(_ text: String, isAttribute: Bool = false) -> String {
        var escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        guard isAttribute else { return escaped }
        for (character, code) in [("\"", 34), ("\n", 10), ("\t", 9), ("\r", 13)] {
            escaped = escaped.replacing(character, with: "&#\(code);")
        }
        return escaped
    }
}
