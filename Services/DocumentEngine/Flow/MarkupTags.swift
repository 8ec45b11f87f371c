import Foundation

/// The tags of an XML file that is known to be well-formed, each with its place in the file: for changing a few of them
/// and leaving all else as it is, byte for byte.
struct MarkupTags: Sequence, IteratorProtocol {
    struct Tag {
        var name: String
        var place: Range<Int>
        var isEnd: Bool
        /// It begins and ends an element.
        var isWhole: Bool
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Tag? {
        while let start = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
            position = start
            if skip("<!--", to: "-->") || skip("<![CDATA[", to: "]]>") || skip("<?", to: "?>") { continue }
            return tag()
        }
        return nil
    }

    private mutating func skip(_ mark: String, to end: String) -> Bool {
        guard bytes[position...].starts(with: mark.utf8) else { return false }
        let end = Array(end.utf8)
        while position < bytes.count, !bytes[position...].starts(with: end) { position += 1 }
        position = Swift.min(position + end.count, bytes.count)
        return true
    }

    private mutating func tag() -> Tag {
        let start = position
        var quote: UInt8?
        while position < bytes.count, quote != nil || bytes[position] != UInt8(ascii: ">") {
            let byte = bytes[position]
            if byte == quote {
                quote = nil
            } else if quote == nil && (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")) {
                quote = byte
            }
            position += 1
        }
        position = Swift.min(position + 1, bytes.count)
        let inner = bytes[start..<position].dropFirst().dropLast()
        let isEnd = inner.first == UInt8(ascii: "/")
        let name = (isEnd ? inner.dropFirst() : inner).prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") }
        return Tag(
            name: String(decoding: name, as: UTF8.self), place: start..<position, isEnd: isEnd,
            isWhole: inner.last == UInt8(ascii: "/"))
    }

    /// The value of an attribute, as far as it has no references.
    static func value(of attribute: String, in tag: Tag, _ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes[tag.place], as: UTF8.self)
        guard let start = text.range(of: " \(attribute)=")?.upperBound, start < text.endIndex else { return nil }
        let rest = text[start...]
        guard let quote = rest.first, let end = rest.dropFirst().firstIndex(of: quote) else { return nil }
        return String(rest[rest.index(after: start)..<end])
    }

    /// The bytes without these parts of them, which do not overlap but may lie in one another.
    ///
    /// - Parameter texts: what is written before the byte of a place that is kept.
    static func cut(_ places: [Range<Int>], from bytes: [UInt8], inserting texts: [Int: String] = [:]) -> Data {
        var kept = Data(capacity: bytes.count)
        var position = 0
        func keep(to end: Int) {
            for (place, text) in texts.sorted(by: { $0.key < $1.key }) where (position..<end).contains(place) {
                kept.append(contentsOf: bytes[position..<place])
                kept.append(contentsOf: text.utf8)
                position = place
            }
            kept.append(contentsOf: bytes[position..<end])
        }
        for place in places.sorted(by: { $0.lowerBound < $1.lowerBound }) where place.upperBound > position {
            if place.lowerBound > position { keep(to: place.lowerBound) }
            position = place.upperBound
        }
        keep(to: bytes.count)
        return kept
    }
}
