import Operations

/// A text table whose columns are as wide as their widest cell.
struct Table {
    let headings: [String]
    private(set) var rows: [[String]] = []

    init(_ headings: String...) { self.headings = headings }

    /// Adds a row; a line break in a cell is escaped, so that it starts no new row.
    mutating func add(_ cells: String...) { rows.append(cells.map { TerminalText.escaped($0) }) }

    /// The table's lines, without trailing spaces.
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
