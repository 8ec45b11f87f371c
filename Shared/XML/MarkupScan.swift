import Foundation

/// Scans all tags before libxml2 parses them. It finds a document type, and tags with more attributes than allowed:
/// libxml2 would compare them with one another for minutes and cannot be interrupted meanwhile.
///
/// The scan splits the bytes as an XML parser does, up to the first markup error, where the parser stops as well.
struct MarkupScan {
    private let bytes: UnsafePointer<UInt8>
    private let count: Int

    /// - Throws: `XMLError.documentType` or `XMLError.beyond(.attributes, line:)`.
    static func check(_ text: [UInt8], _ limits: XMLLimits, takesNamedType: Bool) throws(XMLError) {
        let found = text.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.flatMap {
                MarkupScan(bytes: $0, count: buffer.count - 1).refusal(limits.attributes, takesNamedType)
            }
        }
        switch found {
        case .documentType: throw .documentType
        case .attributes(let place): throw .beyond(.attributes, line: XMLText.line(of: place, in: text))
        case nil: return
        }
    }

    private enum Refusal {
        case documentType
        case attributes(place: Int)
    }

    private func refusal(_ mostAttributes: Int, _ takesNamedType: Bool) -> Refusal? {
        var (place, isBeforeRoot) = (0, true)
        while let open = find(UInt8(ascii: "<"), from: place) {
            switch bytes[open + 1] {
            case UInt8(ascii: "?"): place = end(of: "?>", from: open + 2)
            case UInt8(ascii: "/"): place = end(of: ">", from: open + 2)
            case UInt8(ascii: "!"):
                if starts("<!--", at: open) {
                    place = end(of: "-->", from: open + 4)
                } else if starts("<![CDATA[", at: open) {
                    place = end(of: "]]>", from: open + 9)
                } else {
                    guard isBeforeRoot, starts("<!DOCTYPE", at: open) else { return nil }
                    guard takesNamedType, let close = endOfNamedType(open) else { return .documentType }
                    place = close
                }
            default:
                isBeforeRoot = false
                guard let (close, attributes) = tag(from: open + 1) else { return nil }
                if attributes > mostAttributes { return .attributes(place: open) }
                place = close
            }
        }
        return nil
    }

    /// The end of a start tag and the number of its attributes; nil if the bytes are not a start tag.
    private func tag(from start: Int) -> (end: Int, attributes: Int)? {
        var (place, attributes) = (start, 0)
        while place < count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: ">"): return (place, attributes)
            case UInt8(ascii: "="): attributes += 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let quote = find(byte, from: place) else { return (count, attributes) }
                place = quote + 1
            case UInt8(ascii: "<"): return (count, attributes)
            default: break
            }
        }
        return (count, attributes)
    }

    /// The end of a document type that only names a definition; nil if it contains one.
    private func endOfNamedType(_ start: Int) -> Int? {
        var place = start + 2
        while place < count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: ">"): return place
            case UInt8(ascii: "["), UInt8(ascii: "<"): return nil
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let quote = find(byte, from: place) else { return nil }
                place = quote + 1
            default: break
            }
        }
        return nil
    }

    private func find(_ byte: UInt8, from place: Int) -> Int? {
        guard place < count, let found = memchr(bytes + place, Int32(byte), count - place) else { return nil }
        return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - bytes
    }

    /// The position after the next occurrence of `mark`, whose last character is `>`; the end of the bytes if there is
    /// none.
    private func end(of mark: StaticString, from start: Int) -> Int {
        var place = start
        while let close = find(UInt8(ascii: ">"), from: place) {
            place = close + 1
            let begin = place - mark.utf8CodeUnitCount
            if begin >= start, starts(mark, at: begin) { return place }
        }
        return count
    }

    private func starts(_ mark: StaticString, at place: Int) -> Bool {
        place + mark.utf8CodeUnitCount <= count && memcmp(bytes + place, mark.utf8Start, mark.utf8CodeUnitCount) == 0
    }
}
