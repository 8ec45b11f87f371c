import Foundation
import Renditions

/// A web page with its pictures in one file (RFC 2557), as Word and browsers save it, with the pictures put where the page
/// shows them.
enum WebArchiveReader: FlowReader {
    private struct Part {
        var head: [String: String] = [:]
        var body: Data

        /// The value of a field, without what stands behind it.
        func value(_ name: String) -> String {
            (head[name] ?? "").prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
        }

        var kind: String { value("content-type").lowercased() }

        /// - Parameter bytes: a head, an empty line, and what it says how to read (RFC 2045, 6).
        init?(_ bytes: Data) {
            let breaks = ["\r\n\r\n", "\n\n"].compactMap { bytes.range(of: Data($0.utf8)) }
            guard let end = breaks.min(by: { $0.lowerBound < $1.lowerBound }) else { return nil }
            // A line that begins with a space goes on with the one before it (RFC 5322, 2.2.3).
            let text = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).replacing("\r\n", with: "\n")
                .replacing(/\n[ \t]+/, with: " ")
            for line in text.split(separator: "\n") {
                guard let colon = line.firstIndex(of: ":") else { continue }
                head[line[..<colon].lowercased()] =
                    line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            }
            body = bytes[end.upperBound...]
            switch head["content-transfer-encoding"]?.lowercased() {
            case "base64": body = Data(base64Encoded: body, options: .ignoreUnknownCharacters) ?? Data()
            case "quoted-printable": body = Self.unquoted(body)
            default: break
            }
        }

        /// RFC 2045, 6.7: `=` and two digits for a byte, or at the end of a line that goes on.
        private static func unquoted(_ data: Data) -> Data {
            let bytes = [UInt8](data)
            var (result, place) = (Data(capacity: bytes.count), 0)
            while place < bytes.count {
                guard bytes[place] == UInt8(ascii: "=") else {
                    result.append(bytes[place])
                    place += 1
                    continue
                }
                let digits = bytes[min(place + 1, bytes.count)..<min(place + 3, bytes.count)]
                if let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), digits.count == 2 {
                    result.append(byte)
                    place += 3
                } else {
                    let isLine = digits.first == 0x0A || digits.elementsEqual([0x0D, 0x0A])
                    if !isLine { result.append(bytes[place]) }
                    place += isLine ? digits.first == 0x0A ? 2 : 3 : 1
                }
            }
            return result
        }
    }

    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading {
        guard let whole = Part(bytes), let boundary = boundary(whole.head["content-type"] ?? "") else {
            throw FaultFound(.broken)
        }
        let parts = parts(whole.body, boundary)
        let pages = parts.filter { $0.kind == "text/html" }
        guard let page = pages.first, let text = EncodedText(page.body)?.text else { throw FaultFound(.broken) }
        // Heads and feet, which Word keeps in a page of their own, would be lost.
        if pages.count > 1 { throw FaultFound(.contentLost, count: pages.count - 1) }
        return try HTMLReader.read(Data(filled(text, of: page, parts).utf8), isOriginal: isOriginal)
    }

    private static func boundary(_ type: String) -> String? {
        type.firstMatch(of: /(?i)boundary\s*=\s*("[^"]+"|[^;\s]+)/).map {
            "--" + $0.1.trimmingCharacters(in: ["\""])
        }
    }

    /// None where the last boundary is missing: something may be lost behind the last part.
    private static func parts(_ body: Data, _ boundary: String) -> [Part] {
        var (parts, rest) = ([Part](), body)
        let mark = Data(boundary.utf8)
        guard let first = rest.range(of: mark) else { return [] }
        rest = rest[first.upperBound...]
        while let next = rest.range(of: mark) {
            let begun = rest[..<next.lowerBound].drop { $0 == 0x0D || $0 == 0x0A }
            if let part = Part(Data(begun)) { parts.append(part) }
            rest = rest[next.upperBound...]
            if rest.starts(with: Data("--".utf8)) { return parts }
        }
        return []
    }

    /// The page with its pictures in it, which it names by their ids or places.
    private static func filled(_ text: String, of page: Part, _ parts: [Part]) -> String {
        var text = text
        let place = page.value("content-location")
        let folder = place.lastIndex(of: "/").map { String(place[...$0]) } ?? ""
        for part in parts where part.kind.hasPrefix("image/") {
            let data = "data:\(part.kind);base64,\(part.body.base64EncodedString())"
            let id = part.value("content-id").trimmingCharacters(in: ["<", ">"])
            let location = part.value("content-location")
            var names = [id.isEmpty ? "" : "cid:" + id, location]
            if !folder.isEmpty, location.hasPrefix(folder) { names.append(String(location.dropFirst(folder.count))) }
            for name in names where !name.isEmpty {
                for quote in ["\"", "'"] {
                    text = text.replacing("src=\(quote)\(name)\(quote)", with: "src=\(quote)\(data)\(quote)")
                }
            }
        }
        return text
    }
}
