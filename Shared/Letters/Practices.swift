public import Foundation

/// The practices file: who can get letters, and how (contract.md, "Practices file").
public struct Practices: Equatable, Sendable {
    /// The rows in the order of the file.
    public let rows: [Practice]

    public init(rows: [Practice]) { self.rows = rows }

    /// Reads the CSV file, strictly: a file with any fault is refused as a whole, so that no letter takes a way that
    /// nobody wrote.
    ///
    /// - Parameter csv: UTF-8 with or without a byte order mark, lines ending with LF or CR LF, quoted as in RFC 4180.
    /// - Throws: `PracticesError`, which lists every fault with its line and column.
    public init(csv: Data) throws(PracticesError) {
        var reader = PracticesReader()
        rows = try reader.read(csv)
    }

    /// How a letter of this kind reaches the practice on the day of `date` (in UTC).
    ///
    /// Among the rows in force, one that names the kind goes before one for all kinds.
    public func route(for ods: ODSCode, kind: LetterKind, on date: Date) -> PracticeRoute {
        let candidates = rows.filter { $0.ods == ods && ($0.kind == nil || $0.kind == kind) }
        guard !candidates.isEmpty else { return .unknown }
        let day = Practice.Day(date)
        let active = candidates.filter { $0.isActive(on: day) }
        guard let row = active.first(where: { $0.kind != nil }) ?? active.first else { return .notActive }
        return .route(row)
    }
}

/// What the practices file says about a letter's way.
public enum PracticeRoute: Equatable, Sendable {
    case route(Practice)
    /// No row names the practice, or none of its rows covers this kind of letter.
    case unknown
    /// It has rows, but none is in force on that day.
    case notActive
}

/// Everything that is wrong with a practices file.
public struct PracticesError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Fault: Equatable, Sendable, CustomStringConvertible {
        /// Counted from 1; the header is line 1.
        public var line: Int
        /// The column's name in the header, or its number where it has none.
        public var column: String
        /// What is wrong and what is wanted.
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
