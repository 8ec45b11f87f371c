public import Foundation

/// The practices file: the practices that can get letters, and how (deploy/docs/CONTRACT.md, "Practices file").
public struct Practices: Equatable, Sendable {
    /// The rows in the order of the file.
    public let rows: [Practice]
    /// Indices of each practice's rows, because every letter looks a practice up among thousands of rows.
    private let places: [ODSCode: [Int]]

    public init(rows: [Practice]) {
        self.rows = rows
        places = Dictionary(grouping: rows.indices) { rows[$0].ods }
    }

    /// Reads the CSV file strictly. A file with any fault is refused as a whole, so that no letter is routed by a row
    /// that was misread.
    ///
    /// - Parameter csv: UTF-8 with or without a byte order mark, lines ending with LF or CR LF, quoted as in RFC 4180.
    /// - Throws: `PracticesError`, which lists every fault with its line and column.
    public init(csv: Data) throws(PracticesError) {
        var reader = PracticesReader()
        self.init(rows: try reader.read(csv))
    }

    /// The practice's rows in the order of the file.
    public func rows(of ods: ODSCode) -> [Practice] { (places[ods] ?? []).map { rows[$0] } }

    /// The practice's name, from the first of its rows that has one.
    public func name(of ods: ODSCode) -> String? { rows(of: ods).first { !$0.name.isEmpty }?.name }

    /// The route of a letter of this kind to the practice on the day of `date` (in UTC).
    ///
    /// Among the rows in force, a row for this kind takes precedence over a row for all kinds.
    public func route(for ods: ODSCode, kind: LetterKind, on date: Date) -> PracticeRoute {
        let candidates = rows(of: ods).filter { $0.kind == nil || $0.kind == kind }
        guard !candidates.isEmpty else { return .unknown }
        let day = Practice.Day(date)
        let active = candidates.filter { $0.isActive(on: day) }
        if let row = active.first(where: { $0.kind != nil }) ?? active.first { return .route(row) }
        if let successor = candidates.first(where: { $0.successor != nil })?.successor {
            return .merged(into: successor)
        }
        let isToCome = candidates.contains { row in row.activeFrom.map { day < $0 } ?? false }
        return isToCome ? .notYetActive : .closed
    }
}

/// What the practices file says about the route of a letter.
public enum PracticeRoute: Equatable, Sendable {
    case route(Practice)
    /// No row names the practice, or none of its rows covers this kind of letter.
    case unknown
    /// Its rows begin on a later day.
    case notYetActive
    /// Its rows have all ended.
    case closed
    /// Its rows have all ended, and another practice has taken over its patients.
    case merged(into: ODSCode)
}

/// All faults of a practices file.
public struct PracticesError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One fault.
    public struct Fault: Equatable, Sendable, CustomStringConvertible {
        /// Counted from 1; the header is line 1.
        public var line: Int
        /// The column's name in the header, or its number if it has no name.
        public var column: String
        /// What is wrong and what is expected.
        public var problem: String

        public init(line: Int, column: String, problem: String) {
            self.line = line
            self.column = column
            self.problem = problem
        }

        public var description: String { "line \(line), column \(column): \(problem)" }
    }

    /// At least one, in the order of the file.
    public let faults: [Fault]

    public init(_ faults: [Fault]) { self.faults = faults }

    public var description: String { faults.map(\.description).joined(separator: "; ") }
}
