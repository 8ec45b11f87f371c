import Foundation

/// Converts the fields of the practices file to rows and collects every fault.
struct PracticesReader {
    /// The columns, in the order in which the header must name them.
    enum Column: String, CaseIterable {
        case ods, name, system, kind, format, workflow, mailbox, channel
        case maxBytes = "max_bytes"
        case assured
        case activeFrom = "active_from"
        case activeTo = "active_to"
        case successor
        case answersFrom = "answers_from"

        /// Columns that may be missing from the header, because older files do not have them.
        static let optional: Set<Column> = [.successor, .answersFrom]
    }

    private var faults: [PracticesError.Fault] = []
    /// How many columns the header has.
    private var columns = Column.allCases.count

    mutating func read(_ csv: Data) throws(PracticesError) -> [Practice] {
        var parser = PracticesCSV(csv)
        let records = parser.records()
        faults = parser.faults
        guard faults.isEmpty else { throw PracticesError(faults) }
        guard let header = records.first else {
            throw PracticesError([.init(line: 1, column: "1", problem: "the file is empty: a header is wanted")])
        }
        checkHeader(header)
        guard faults.isEmpty else { throw PracticesError(faults) }
        columns = header.fields.count
        var rows: [Practice] = []
        var byPractice: [ODSCode: [(line: Int, practice: Practice)]] = [:]
        for record in records.dropFirst() {
            guard let practice = practice(record) else { continue }
            if let twin = byPractice[practice.ods]?.first(where: { $0.practice.conflicts(with: practice) }) {
                let problem = "line \(twin.line) is for the same practice and kind at the same time: keep one"
                note(record.line, .ods, problem)
            }
            byPractice[practice.ods, default: []].append((record.line, practice))
            rows.append(practice)
        }
        guard faults.isEmpty else { throw PracticesError(faults) }
        return rows
    }

    private mutating func note(_ line: Int, _ column: Column, _ problem: String) {
        faults.append(.init(line: line, column: column.rawValue, problem: problem))
    }

    private mutating func checkHeader(_ header: PracticesCSV.Record) {
        let wanted = Column.allCases
        for (position, column) in wanted.enumerated()
        where (!Column.optional.contains(column) || header.fields.count > position)
            && header.fields.dropFirst(position).first != column.rawValue
        {
            let found = header.fields.dropFirst(position).first.map { "\"\($0)\"" } ?? "nothing"
            let problem = "\"\(column.rawValue)\" is wanted, not \(found)"
            faults.append(.init(line: header.line, column: String(position + 1), problem: problem))
            return
        }
        if header.fields.count > wanted.count {
            let column = String(wanted.count + 1)
            faults.append(.init(line: header.line, column: column, problem: "there are more columns than are known"))
        }
    }

    private mutating func practice(_ record: PracticesCSV.Record) -> Practice? {
        let line = record.line
        guard record.fields.count == columns else {
            let problem = "the row has \(record.fields.count) fields, \(columns) are wanted"
            faults.append(.init(line: line, column: String(record.fields.count), problem: problem))
            return nil
        }
        let fields = Dictionary(uniqueKeysWithValues: zip(Column.allCases, record.fields))
        let text = { (column: Column) -> String? in
            let value = (fields[column] ?? "").trimmingCharacters(in: .whitespaces)
            return value.isEmpty ? nil : value
        }
        let ods = text(.ods).flatMap { ODSCode($0) }
        if ods == nil { note(line, .ods, "an ODS code is wanted: letters and digits, 3 to 12 of them") }
        let system: Practice.System? = choice(text(.system), line, .system)
        let kind: LetterKind? = choice(text(.kind), line, .kind)
        let format: Practice.Format? = choice(text(.format), line, .format)
        let channel: Channel? = choice(text(.channel), line, .channel)
        if text(.channel) == nil { note(line, .channel, "one of mesh, folder is wanted") }
        if format == .folder && channel == .mesh { note(line, .format, "folder goes only with the channel folder") }
        let from = day(text(.activeFrom), line, .activeFrom)
        let to = day(text(.activeTo), line, .activeTo)
        if let from, let to, to < from { note(line, .activeTo, "the last day is before the first") }
        let successor = text(.successor).flatMap { ODSCode($0) }
        if text(.successor) != nil, successor == nil || successor == ods {
            note(line, .successor, "the ODS code of another practice is wanted")
        }
        if successor != nil, to == nil { note(line, .activeTo, "a practice with a successor has a last day") }
        let practice = Practice(
            ods: ods ?? Self.noPractice, name: text(.name) ?? "", system: system ?? .other, kind: kind, format: format,
            workflow: word(text(.workflow), line, .workflow), mailbox: word(text(.mailbox), line, .mailbox),
            channel: channel ?? .mesh, maxBytes: size(text(.maxBytes), line),
            isAssured: assured(text(.assured), line), activeFrom: from, activeTo: to,
            successor: successor, answersFrom: words(text(.answersFrom), line, .answersFrom))
        return ods == nil ? nil : practice
    }

    /// Placeholder in a row with a faulty code; such a row is never returned.
    private static let noPractice = ODSCode("V81999")!

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String?, _ line: Int, _ column: Column
    ) -> Choice? where Choice.RawValue == String {
        guard let text else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        note(line, column, "\"\(text)\" is none of \(choices)")
        return nil
    }

    private mutating func word(_ text: String?, _ line: Int, _ column: Column) -> String? {
        guard let text else { return nil }
        let isWord = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
        if !isWord { note(line, column, "letters, digits and _ are wanted, not \"\(text)\"") }
        return text
    }

    /// Splits a field at spaces into words.
    private mutating func words(_ text: String?, _ line: Int, _ column: Column) -> [String] {
        (text ?? "").split(separator: " ").compactMap { word(String($0), line, column) }
    }

    private mutating func size(_ text: String?, _ line: Int) -> Int? {
        guard let text else { return nil }
        guard let size = Int(text), size > 0 else {
            note(line, .maxBytes, "\"\(text)\" is not a whole number above 0")
            return nil
        }
        return size
    }

    private mutating func assured(_ text: String?, _ line: Int) -> Bool {
        switch text {
        case "yes": return true
        case "no", nil: return false
        default:
            note(line, .assured, "yes or no is wanted")
            return false
        }
    }

    private mutating func day(_ text: String?, _ line: Int, _ column: Column) -> Practice.Day? {
        guard let text else { return nil }
        let day = Practice.Day(text)
        if day == nil { note(line, column, "\"\(text)\" is not a day: yyyy-mm-dd is wanted") }
        return day
    }
}
