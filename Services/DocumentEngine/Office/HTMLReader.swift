import Foundation
import Renditions
import XML

/// The words and images of an HTML document.
struct HTMLReader {
    private(set) var words = Words()
    private(set) var pictures: [Picture] = []
    /// Characters of a typeface of signs may be in the text.
    private(set) var hasSigns = false

    private static let active: Set = [
        "script", "iframe", "object", "embed", "applet", "form", "input", "video", "audio",
    ]
    private static let inline: Set = ["b", "i", "u", "em", "strong", "span", "font", "a", "sub", "sup", "small", "big"]

    init(_ text: String) throws(FaultFound) {
        let html = HTMLPieces(text)
        var text = ""
        var silent: String?
        for piece in html {
            switch piece {
            case .text(let words):
                if silent == nil { text += words }
                if words.unicodeScalars.contains(where: SignTypeface.isPrivate) { hasSigns = true }
                if silent == "style" && SignTypeface.isNamed(inRules: words) { hasSigns = true }
                if silent == "style" { try Self.check(HTMLStyle(sheet: words)) }
            case .end(let name):
                if name == silent { silent = nil }
                if !Self.inline.contains(name) { text += " " }
            case .begin(let name, let attributes):
                if Self.active.contains(name) || attributes.keys.contains(where: { $0.hasPrefix("on") }) {
                    throw FaultFound(.activeContent)
                }
                for value in [attributes["face"], attributes["style"]].compactMap({ $0 })
                where SignTypeface.isNamed(inRules: value) {
                    hasSigns = true
                }
                if !Self.inline.contains(name) { text += " " }
                if ["style", "title"].contains(name) { silent = name }
                if name == "link" || name == "base" || name == "frame" { throw FaultFound(.linkedContent) }
                if name == "img" {
                    guard attributes["src"]?.hasPrefix("data:") == true else { throw FaultFound(.linkedContent) }
                    let code = attributes["src"]?.split(separator: ",", maxSplits: 1).last ?? ""
                    let bytes = Data(base64Encoded: String(code), options: .ignoreUnknownCharacters)
                    pictures.append(try Picture(bytes, words: &self.words))
                }
                if name == "meta", attributes["http-equiv"]?.lowercased() == "refresh" {
                    throw FaultFound(.linkedContent)
                }
                if attributes["hidden"] != nil { throw FaultFound(.unfinished) }
                try Self.check(HTMLStyle(attributes["style"] ?? ""))
                if attributes["background"] != nil { throw FaultFound(.linkedContent) }
            }
        }
        words.add(text)
    }

    /// Text that a browser hides or adds by style is not what another program shows.
    private static func check(_ style: HTMLStyle) throws(FaultFound) {
        if style.effects.contains(.fetches) { throw FaultFound(.linkedContent) }
        if !style.effects.isDisjoint(with: [.hides, .adds]) { throw FaultFound(.unfinished) }
    }
}
