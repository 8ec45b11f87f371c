import Foundation

/// One look at all tags before libxml2 sees them: for a document type, and for tags with so many attributes that to
/// compare them with one another would take minutes, within which nothing could end it.
///
/// Up to the first error in the markup it parts the bytes as an XML parser does, and behind it no parser reads on.
struct MarkupScan {
    private let bytes: UnsafePointer<UInt8>
    private let count: Int

    /// - Throws: `XMLError.documentType`, or `.beyond(.attributes)`.
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

    /// Where a start tag ends, and how many attributes it has; nil where it is none.
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

    /// Where a document type ends that only names a definition; nil where it holds one.
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

    /// Behind these characters, of which the last is `>`, or behind everything.
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
