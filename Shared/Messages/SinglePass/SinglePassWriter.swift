import Foundation
import Letters

/// Writes the JSON of events, byte for byte as Foundation does.
struct SinglePassWriter {
    private(set) var bytes: [UInt8] = []
    /// True if a text needs an escape that only Foundation writes; the written bytes must then be discarded.
    private(set) var isUnusual = false

    init() { bytes.reserveCapacity(4096) }

    private mutating func add(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

    mutating func open() { add("{") }

    mutating func close() { add("}") }

    private mutating func add(key: StaticString) {
        // A value never ends with an opening brace, so this brace opens the object.
        if bytes.last != UInt8(ascii: "{") { add(",") }
        add("\"")
        bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
        add("\"")
        add(":")
    }

    /// Keys must be written in the order of their bytes.
    mutating func value(_ key: StaticString, _ value: some SinglePass) {
        add(key: key)
        value.write(to: &self)
    }

    mutating func valueIfPresent(_ key: StaticString, _ value: (some SinglePass)?) {
        if let value { self.value(key, value) }
    }

    mutating func text(_ text: String) {
        var text = text
        add("\"")
        text.withUTF8 { characters in
            guard characters.contains(where: Self.isEscaped) else { return bytes.append(contentsOf: characters) }
            for character in characters {
                if character < 0x20 { isUnusual = true }
                if Self.isEscaped(character) { add("\\") }
                bytes.append(character)
            }
        }
        add("\"")
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    mutating func integer(_ value: Int) {
        guard value >= 10 || value < 0 else { return bytes.append(0x30 + UInt8(value)) }
        bytes.append(contentsOf: String(value).utf8)
    }

    mutating func truth(_ value: Bool) {
        bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
    }

    mutating func instant(_ date: Date) {
        add("\"")
        Instant.write(date, to: &bytes)
        add("\"")
    }

    mutating func uuid(_ uuid: UUID) {
        add("\"")
        withUnsafeBytes(of: uuid.uuid) { all in
            for (index, byte) in all.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 { add("-") }
                bytes.append(Self.digit(byte >> 4))
                bytes.append(Self.digit(byte & 15))
            }
        }
        add("\"")
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    mutating func list(_ values: [some SinglePass]) {
        add("[")
        for (index, value) in values.enumerated() {
            if index > 0 { add(",") }
            value.write(to: &self)
        }
        add("]")
    }
}
