import Foundation

/// The files in OBX-5 of type ED, each in one segment or split over several.
struct EncodedFiles {
    private(set) var files: [Result<Data, Faulty>] = []

    private struct Piece {
        var segment: Segment
        /// OBX-3 and the components before the data; equal in all pieces of one file.
        var head: [UInt8]
        var encoding: Encoding
        var data: Segment.Value
    }

    private enum Encoding { case base64, hexadecimal, text }

    private let message: HL7Message
    private let reader: TextReader

    init(_ segments: [Segment], _ message: HL7Message, _ reader: TextReader) {
        self.message = message
        self.reader = reader
        var groups: [[Piece]] = []
        for segment in segments {
            guard let piece = piece(segment) else {
                files.append(
                    .failure(
                        Faulty(.documentUndecodable, "OBX-5 does not say how the document is encoded (Base64, Hex, A)"))
                )
                continue
            }
            if let last = groups.last?.last, last.head == piece.head, !beginsFile(piece) {
                groups[groups.count - 1].append(piece)
            } else {
                groups.append([piece])
            }
        }
        for pieces in groups {
            do {
                files.append(.success(try whole(pieces)))
            } catch {
                files.append(.failure(error))
            }
        }
    }

    /// Senders put the encoding in different components, so it is found by its word.
    private func piece(_ segment: Segment) -> Piece? {
        guard let field = segment.field(5) else { return nil }
        let marks = message.delimiters
        // A file contains no delimiters; a text (A) may contain unescaped ones.
        let parts = field.split(separator: marks.component, maxSplits: 5, omittingEmptySubsequences: false)
        let words = parts.map { $0.count > 12 ? "" : String(decoding: $0, as: UTF8.self).trimmingSpace.lowercased() }
        let named = words.firstIndex { $0 == "base64" || $0 == "hex" }
        guard let place = named ?? (words.count > 3 && words[3] == "a" ? 3 : nil), place + 1 < parts.count else {
            return nil
        }
        let encoding: Encoding = words[place] == "base64" ? .base64 : words[place] == "hex" ? .hexadecimal : .text
        let start = parts[place + 1].startIndex
        // Empty components may follow a file; in a text, they belong to the text.
        let end = words[place] == "a" ? nil : field.lastIndex { $0 != marks.component }
        return Piece(
            segment: segment, head: Array(segment.field(3) ?? []) + Array(field[..<start]), encoding: encoding,
            data: end.map { $0 < start ? field[start..<start] : field[start...$0] } ?? field[start...])
    }

    private static let marks: [[UInt8]] = [
        Array("%PDF".utf8), Array("{\\rtf".utf8), [0x50, 0x4B, 3, 4], [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A],
        [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47], [0xD0, 0xCF, 0x11, 0xE0], Array("<?xml".utf8),
        Array("<html".utf8), Array("<!DOCTYPE".utf8),
    ]

    /// Whether the piece begins like a file, and therefore starts a new one.
    private func beginsFile(_ piece: Piece) -> Bool {
        let start = piece.data.prefix(24)
        let bytes: [UInt8]? =
            switch piece.encoding {
            case .base64: Base64.bytes(start)
            case .hexadecimal: Hexadecimal.bytes(start)
            case .text: Array(start)
            }
        return bytes.map { bytes in Self.marks.contains { bytes.starts(with: $0) } } ?? false
    }

    private func whole(_ pieces: [Piece]) throws(Faulty) -> Data {
        if pieces.count > 1 { try order(pieces) }
        var parts: [[UInt8]] = []
        for piece in pieces {
            do {
                var layout = TextReader.Layout()
                parts.append(try reader.unescaped(piece.data, &layout))
            } catch {
                throw Self.undecodable
            }
        }
        switch pieces[0].encoding {
        case .text:
            guard let text = reader.encoding.text(parts.joined()) else { throw Self.undecodable }
            return Data(text.utf8)
        case .hexadecimal:
            guard let bytes = Hexadecimal.bytes(parts.joined()) else { throw Self.undecodable }
            return Data(bytes)
        case .base64:
            // Some integration engines encode each piece separately.
            let isByPiece = parts.dropLast().contains { part in
                part.last { ![0x20, 0x0A, 0x0D, 0x09].contains($0) } == UInt8(ascii: "=")
            }
            guard isByPiece else {
                guard let bytes = Base64.bytes(parts.joined(), room: parts.reduce(0) { $0 + $1.count }) else {
                    throw Self.undecodable
                }
                return Data(bytes)
            }
            var data = Data()
            for part in parts {
                guard let bytes = Base64.bytes(part) else { throw Self.undecodable }
                data += bytes
            }
            return data
        }
    }

    private static let undecodable = Faulty(
        .documentUndecodable, "OBX-5 is not in the encoding that it says (Base64, Hex, A)")

    /// Checks that the numbers of the pieces, if they have any, agree with the order in which they came.
    private func order(_ pieces: [Piece]) throws(Faulty) {
        for field in [1, 4] {
            let numbers = Self.numbers(field, pieces.map(\.segment))
            guard numbers.count == pieces.count, Set(numbers).count > 1 else { continue }
            // Numbers that repeat may count something else.
            guard Set(numbers).count == numbers.count else {
                if field == 4 { continue }
                throw Faulty(.documentPieces, "the pieces of a document have the same number (OBX-1) in part")
            }
            guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw Faulty(.documentPieces, "the pieces of a document came in another order than OBX-\(field) says")
            }
            let others = Set(Self.numbers(field, message.all("OBX")))
            guard
                zip(numbers, numbers.dropFirst()).allSatisfy({ low, high in
                    high - low <= 10_000 && ((low + 1)..<high).allSatisfy(others.contains)
                })
            else { throw Faulty(.documentPieces, "a piece of a document is missing: OBX-\(field) skips a number") }
        }
    }

    private static func numbers(_ field: Int, _ segments: [Segment]) -> [Int] {
        segments.compactMap { segment in
            segment.field(field).flatMap { Int(String(decoding: $0, as: UTF8.self).trimmingSpace) }
        }
    }
}
