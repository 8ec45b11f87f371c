public import Foundation

/// The national list of practices as NHS England's Organisation Data Service publishes it: `epraccur.csv`, 27 columns
/// without a header (ODS, "GP Practices, Prescribing Cost Centres"), and the list of successors, `succ.csv`.
public struct NationalExtract: Equatable, Sendable {
    /// One organisation of the list.
    public struct Entry: Equatable, Sendable {
        /// Column 13, the status code.
        public enum Status: String, Sendable {
            case active = "A"
            case closed = "C"
            case dormant = "D"
            /// Not yet open.
            case proposed = "P"
        }

        public var ods: ODSCode
        public var name: String
        /// Columns 11 and 12.
        public var opened: Practice.Day?
        public var closed: Practice.Day?
        public var status: Status
        /// Column 26 is 4: a GP practice, and no walk-in centre, prison, hospice or the like.
        public var isPractice: Bool
    }

    public var entries: [Entry]
    /// Who took over whose patients.
    public var successors: [ODSCode: ODSCode]

    /// Reads both files.
    ///
    /// - Parameters:
    ///   - csv: `epraccur.csv`, in UTF-8 or Windows-1252.
    ///   - successors: `succ.csv`: former code, successor's code, reason, day, indicator.
    /// - Throws: `PracticesError` with every line that cannot be read; nothing is then taken.
    public init(epraccur csv: Data, successors: Data? = nil) throws(PracticesError) {
        var faults: [PracticesError.Fault] = []
        var entries: [Entry] = []
        for record in try Self.records(csv) {
            func text(_ column: Int) -> String {
                record.fields.dropFirst(column - 1).first?.trimmingCharacters(in: .whitespaces) ?? ""
            }
            func note(_ column: Int, _ problem: String) {
                faults.append(.init(line: record.line, column: String(column), problem: problem))
            }
            guard record.fields.count >= 26 else {
                note(record.fields.count, "\(record.fields.count) columns are there, epraccur.csv has 27")
                continue
            }
            guard let ods = ODSCode(text(1)) else {
                note(1, "an ODS code is wanted")
                continue
            }
            guard let status = Entry.Status(rawValue: text(13)) else {
                note(13, "the status is one of A, C, D, P")
                continue
            }
            for column in [11, 12] where !text(column).isEmpty && Self.day(text(column)) == nil {
                note(column, "a day as yyyymmdd is wanted")
            }
            entries.append(
                Entry(
                    ods: ods, name: text(2), opened: Self.day(text(11)), closed: Self.day(text(12)), status: status,
                    isPractice: text(26) == "4"))
        }
        var pairs: [ODSCode: ODSCode] = [:]
        for record in try successors.map(Self.records) ?? [] {
            guard record.fields.count >= 2, let old = ODSCode(record.fields[0]), let new = ODSCode(record.fields[1])
            else {
                faults.append(.init(line: record.line, column: "1", problem: "two ODS codes are wanted"))
                continue
            }
            if old != new { pairs[old] = new }
        }
        guard faults.isEmpty else { throw PracticesError(faults) }
        self.entries = entries
        self.successors = pairs
    }

    private static func records(_ data: Data) throws(PracticesError) -> [PracticesCSV.Record] {
        let isUnicode = String(validating: data, as: UTF8.self) != nil
        let text = isUnicode ? data : Data((String(data: data, encoding: .windowsCP1252) ?? "").utf8)
        var parser = PracticesCSV(text)
        let records = parser.records()
        guard parser.faults.isEmpty else { throw PracticesError(parser.faults) }
        return records
    }

    /// `yyyymmdd`
    private static func day(_ text: String) -> Practice.Day? {
        guard text.count == 8 else { return nil }
        return Practice.Day("\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))")
    }
}
