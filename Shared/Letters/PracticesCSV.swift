import Foundation

/// Parses the CSV of the practices file (RFC 4180) strictly: input that a spreadsheet would accept by guessing is a
/// fault.
struct PracticesCSV {
    struct Record: Equatable {
        /// The line on which the record begins.
        var line: Int
        var fields: [String]
    }

    private(set) var faults: [PracticesError.Fault] = []
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    init(_ data: Data) {
        bytes = Array(data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data)
    }

    /// Returns all records; empty lines are skipped. If `faults` is not empty afterwards, the records must not be used.
    mutating func records() -> [Record] {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            faults.append(.init(line: 1, column: "1", problem: "the file is not UTF-8: save it as CSV UTF-8"))
            return []
        }
        var records: [Record] = []
        while position < bytes.count && faults.isEmpty {
            let start = line
            let fields = record()
            if fields != [""] { records.append(Record(line: start, fields: fields)) }
        }
        return records
    }

    private mutating func record() -> [String] {
        var fields: [String] = []
        while true {
            fields.append(field(number: fields.count + 1))
            guard faults.isEmpty, position < bytes.count else { return fields }
            if bytes[position] == Self.comma {
                position += 1
            } else {
                endLine(number: fields.count)
                return fields
            }
        }
    }

    private mutating func endLine(number: Int) {
        if bytes[position] == Self.carriageReturn {
            position += 1
            guard position < bytes.count, bytes[position] == Self.lineFeed else {
                return note(number, "a carriage return without a line feed")
            }
        }
        position += 1
        line += 1
    }

    private mutating func field(number: Int) -> String {
        guard position < bytes.count, bytes[position] == Self.quote else { return plainField(number: number) }
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == Self.lineFeed { line += 1 }
            guard byte == Self.quote else {
                text.append(byte)
                continue
            }
            if position < bytes.count, bytes[position] == Self.quote {
                text.append(byte)
                position += 1
                continue
            }
            if position < bytes.count, ![Self.comma, Self.carriageReturn, Self.lineFeed].contains(bytes[position]) {
                note(number, "text after a closing quote")
            }
            return String(decoding: text, as: UTF8.self)
        }
        note(number, "a quote is opened and never closed")
        return ""
    }

    private mutating func plainField(number: Int) -> String {
        let start = position
        while position < bytes.count, ![Self.comma, Self.carriageReturn, Self.lineFeed].contains(bytes[position]) {
            if bytes[position] == Self.quote {
                note(number, "a quote inside a field that does not begin with one")
                return ""
            }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func note(_ number: Int, _ problem: String) {
        let names = PracticesReader.Column.allCases
        let column = number <= names.count ? names[number - 1].rawValue : String(number)
        faults.append(.init(line: line, column: column, problem: problem))
    }
}
