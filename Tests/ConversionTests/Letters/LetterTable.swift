import Foundation

/// Counts by row and column, printed as a table.
struct LetterTable {
    private var counts: [String: [String: Int]] = [:]
    private let title: String
    private let columns: [String]

    init(_ title: String, _ columns: [String]) { (self.title, self.columns) = (title, columns) }

    mutating func count(_ row: String, _ column: String) { counts[row, default: [:]][column, default: 0] += 1 }

    /// Adds a row that is printed even if nothing is counted in it.
    mutating func mention(_ row: String) { counts[row, default: [:]][columns[0], default: 0] += 0 }

    subscript(row: String, column: String) -> Int { counts[row]?[column] ?? 0 }

    func sum(_ column: String) -> Int { counts.values.reduce(0) { $0 + $1[column, default: 0] } }

    func say() {
        let line = { (cells: [String]) in
            FileHandle.standardOutput.write(Data("| \(cells.joined(separator: " | ")) |\n".utf8))
        }
        line([title] + columns)
        line((0...columns.count).map { $0 == 0 ? "---" : "--:" })
        for (row, cells) in counts.sorted(by: { $0.key < $1.key }) {
            line([row] + columns.map { "\(cells[$0, default: 0])" })
        }
    }
}
