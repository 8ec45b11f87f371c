/// Reads texts without list numbers byte by byte, because most of a letter is ASCII, which needs no Unicode tables.
extension Words {
    /// Splits a text at every marker of three bytes.
    static func parts(
        of bytes: UnsafeBufferPointer<UInt8>, partedBy mark: (UInt8, UInt8, UInt8)
    ) -> [UnsafeBufferPointer<UInt8>] {
        var parts: [UnsafeBufferPointer<UInt8>] = []
        var (start, index) = (0, 0)
        while index + 2 < bytes.count {
            if bytes[index] == mark.0, bytes[index + 1] == mark.1, bytes[index + 2] == mark.2 {
                parts.append(UnsafeBufferPointer(rebasing: bytes[start..<index]))
                index += 3
                start = index
            } else {
                index += 1
            }
        }
        parts.append(UnsafeBufferPointer(rebasing: bytes[start...]))
        return parts
    }

    /// Adds a paragraph without a list number.
    mutating func add(plain bytes: UnsafeBufferPointer<UInt8>) {
        var block = TextBlock()
        block.letters.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if Self.isSpace(bytes[index]) {
                index += 1
                continue
            }
            let start = index
            var isASCII = true
            while index < bytes.count, !Self.isSpace(bytes[index]) {
                if bytes[index] >= 0x80 { isASCII = false }
                index += 1
            }
            let piece = UnsafeBufferPointer(rebasing: bytes[start..<index])
            if isASCII {
                add(ascii: piece, to: &block)
            } else {
                add(Substring(decoding: piece, as: UTF8.self).unicodeScalars, to: &block)
            }
        }
        block.settle()
        if !block.letters.isEmpty { blocks.append(block) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Whether the ASCII character can begin or end a word.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "%"),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private mutating func add(ascii piece: UnsafeBufferPointer<UInt8>, to block: inout TextBlock) {
        var (first, last) = (piece.count, -1)
        for (index, byte) in piece.enumerated() {
            if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "["), byte != UInt8(ascii: "]") {
                block.letters.append(Unicode.Scalar(Self.lowercased(byte)))
            }
            if Self.isOfWord(byte) { (first, last) = (min(first, index), index) }
        }
        guard first <= last else { return }
        list.append(
            String(unsafeUninitializedCapacity: last - first + 1) { word in
                for index in first...last { word[index - first] = Self.lowercased(piece[index]) }
                return last - first + 1
            })
        block.words += 1
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 32 : byte }
}
