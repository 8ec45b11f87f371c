import Operations

/// Rows under headings, in columns as wide as their widest cell.
struct Table {
    let headings: [String]
    private(set) var rows: [[String]] = []

    init(_ headings: String...) { self.headings = headings }

    /// Adds a row; a line break in a cell is shown as one, and makes no row.
    mutating func add(_ cells: String...) { rows.append(cells.map { TerminalText.escaped($0) }) }

    /// Lines without trailing space.
    var text: String {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            let line = cells.joined(separator: "  ")
            return line.replacing(#/\s+$/#, with: "")
        }.joined(separator: "\n")
    }
}
