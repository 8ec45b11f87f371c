public import Foundation

/// The national list of practices of NHS England's Organisation Data Service: `epraccur.csv`, 27 columns without a
/// header, and the list of successors, `succ.csv`.
///
/// The file exists in two versions, with the same columns but different words in columns 13 and 26: the predefined
/// report of ODS Data Search and Export (Reference Data Catalogue, "GP Practices (Prescribing Cost Centres)"), and the
/// older file of the weekly downloads and of TRUD. Columns: 1 code, 2 name, 3 national grouping, 4 geography, 5–9
/// address, 10 postcode, 11 opened, 12 closed, 13 status, 14 sub-type, 15 commissioner, 16 joined, 17 left, 18
/// telephone, 22 amended, 24 provider, 26 prescribing setting; the others are empty.
public struct NationalExtract: Equatable, Sendable {
    /// One organisation of the list.
    public struct Entry: Equatable, Sendable {
        /// Column 13, the status: `ACTIVE` or `INACTIVE` in the report, a letter in the older file.
        public enum Status: Sendable {
            case active, closed
            /// Dormant, or closed without a closing date; it is unclear what to do with a letter to it.
            case dormant
            /// Not yet open.
            case proposed

            init?(_ word: String, closed: Practice.Day?) {
                switch word.uppercased() {
                case "A", "ACTIVE": self = .active
                case "C", "INACTIVE": self = closed == nil ? .dormant : .closed
                case "D": self = .dormant
                case "P": self = .proposed
                default: return nil
                }
            }
        }

        public var ods: ODSCode
        public var name: String
        /// Columns 11 and 12.
        public var opened: Practice.Day?
        public var closed: Practice.Day?
        public var status: Status
        /// True if column 26 names a GP practice (role `RO76` in the report, `4` in the older file), not a walk-in
        /// centre, prison, hospice or the like.
        public var isPractice: Bool
    }

    public var entries: [Entry]
    /// The successors of each closed practice; several if its patients were divided.
    public var successors: [ODSCode: [ODSCode]]

    /// Reads both files.
    ///
    /// - Parameters:
    ///   - csv: `epraccur.csv`, in UTF-8 or Windows-1252.
    ///   - successors: `succ.csv`: former code, successor's code, reason, day, indicator.
    /// - Throws: `PracticesError` with every line that cannot be read; then nothing is imported.
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
            guard let status = Entry.Status(text(13), closed: Self.day(text(12))) else {
                note(13, "the status is ACTIVE or INACTIVE, or one of A, C, D, P")
                continue
            }
            for column in [11, 12] where !text(column).isEmpty && Self.day(text(column)) == nil {
                note(column, "a day as yyyymmdd is wanted")
            }
            entries.append(
                Entry(
                    ods: ods, name: text(2), opened: Self.day(text(11)), closed: Self.day(text(12)), status: status,
                    isPractice: text(26).split(separator: "|").contains { ["4", "RO76"].contains($0) }))
        }
        var pairs: [ODSCode: [ODSCode]] = [:]
        for record in try successors.map(Self.records) ?? [] {
            guard record.fields.count >= 2, let old = ODSCode(record.fields[0]), let new = ODSCode(record.fields[1])
            else {
                faults.append(.init(line: record.line, column: "1", problem: "two ODS codes are wanted"))
                continue
            }
            if old != new, pairs[old]?.contains(new) != true { pairs[old, default: []].append(new) }
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

    /// Parses `yyyymmdd`.
    private static func day(_ text: String) -> Practice.Day? {
        guard text.count == 8 else { return nil }
        return Practice.Day("\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))")
    }
}
