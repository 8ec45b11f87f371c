import Foundation
import XML

/// HTML as a sequence of tags and text, parsed as leniently as browsers do. Comments and declarations are left out.
public struct HTMLPieces: Sequence, IteratorProtocol, Sendable {
    public enum Piece: Equatable, Sendable {
        /// Names in lower case; character references in values are resolved.
        case begin(String, [String: String])
        case end(String)
        /// With character references resolved.
        case text(String)
    }

    private let html: [Character]
    private var position = 0
    private var start = 0
    /// The open element with raw content: script or style.
    private var raw: String?

    public init(_ text: String) { html = Array(text.replacing("\r\n", with: "\n")) }

    /// The source text of the last piece.
    public var source: String { String(html[start..<Swift.min(position, html.count)]) }

    public mutating func next() -> Piece? {
        start = position
        guard position < html.count else { return nil }
        if let raw { return rawText(raw) }
        guard html[position] == "<", position + 1 < html.count else { return text() }
        switch html[position + 1] {
        case "!", "?":
            skipDeclaration()
            return next()
        case "/": return endTag()
        case let letter where letter.isLetter: return beginTag()
        default: return text()
        }
    }

    private mutating func text() -> Piece {
        let start = position
        position += 1
        while position < html.count, html[position] != "<" { position += 1 }
        return .text(Self.resolved(String(html[start..<position])))
    }

    private mutating func rawText(_ name: String) -> Piece {
        let start = position
        let end = Array("</\(name)")
        while position < html.count,
            !(html[position] == "<" && String(html[position...].prefix(end.count)).lowercased() == String(end))
        {
            position += 1
        }
        raw = nil
        return .text(String(html[start..<position]))
    }

    private mutating func skipDeclaration() {
        let isComment = String(html[position...].prefix(4)) == "<!--"
        while position < html.count {
            if html[position] == ">",
                !isComment || (position >= 2 && html[position - 1] == "-" && html[position - 2] == "-")
            {
                position += 1
                return
            }
            position += 1
        }
    }

    private mutating func name() -> String {
        let start = position
        while position < html.count, !html[position].isWhitespace, !["/", ">", "="].contains(html[position]) {
            position += 1
        }
        return String(html[start..<position]).lowercased()
    }

    private mutating func endTag() -> Piece {
        position += 2
        let name = name()
        while position < html.count, html[position] != ">" { position += 1 }
        position += 1
        return .end(name)
    }

    private mutating func beginTag() -> Piece {
        position += 1
        let tag = name()
        var attributes: [String: String] = [:]
        while position < html.count, html[position] != ">" {
            if html[position].isWhitespace || html[position] == "/" || html[position] == "=" {
                position += 1
                continue
            }
            let key = name()
            while position < html.count, html[position].isWhitespace { position += 1 }
            var value = ""
            if position < html.count, html[position] == "=" {
                position += 1
                value = attributeValue()
            }
            if attributes[key] == nil { attributes[key] = value }
        }
        position += 1
        if tag == "script" || tag == "style" { raw = tag }
        return .begin(tag, attributes)
    }

    private mutating func attributeValue() -> String {
        while position < html.count, html[position].isWhitespace { position += 1 }
        guard position < html.count else { return "" }
        let quote = html[position]
        let isQuoted = quote == "\"" || quote == "'"
        if isQuoted { position += 1 }
        let start = position
        while position < html.count,
            isQuoted ? html[position] != quote : !(html[position].isWhitespace || html[position] == ">")
        {
            position += 1
        }
        let value = String(html[start..<position])
        if isQuoted { position += 1 }
        return Self.resolved(value)
    }

    /// Replaces character references.
    public static func resolved(_ text: String) -> String {
        guard text.contains("&") else { return text }
        return text.replacing(/&(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?/) { match in
            let name = String(match.1)
            if name.hasPrefix("#") {
                let digits = name.dropFirst()
                let code = digits.first?.lowercased() == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
                return code.flatMap(character) ?? String(match.0)
            }
            if match.0.hasSuffix(";"), let character = HTMLCharacters.named[name] { return character }
            // The oldest names need no semicolon, and may be followed directly by other letters.
            let old = (2...6).reversed().map { String(name.prefix($0)) }.first { HTMLCharacters.bare.contains($0) }
            guard let old, let character = HTMLCharacters.named[old] else { return String(match.0) }
            return character + match.0.dropFirst(old.count + 1)
        }
    }

    /// The code points 128 to 159 mean Windows-1252 characters (HTML, 13.2.5.84).
    private static func character(_ code: UInt32) -> String? {
        if code == 0 { return "\u{FFFD}" }
        if (0x80...0x9F).contains(code), let text = String(bytes: [UInt8(code)], encoding: .windowsCP1252) {
            return text
        }
        return Unicode.Scalar(code).map { String(Character($0)) }
    }
}
