/// A table of a document that is read under its headings.
///
/// Where it is a form, which has a heading in the first of two cells and beside it what stands under that, or where each
/// row is one cell, it is read row by row. Any other table stays one: a heading in it begins no section, for it would
/// tear the table, and what stands under the heading of a column is not what follows it.
struct HeadedTable {
    enum Item {
        case paragraph(HeadedParagraph)
        /// A tag that stands between paragraphs.
        case tag(String)
    }

    private struct Cell {
        var spans = ""
        var items: [Item] = []

        var paragraphs: [HeadedParagraph] {
            items.compactMap { if case .paragraph(let paragraph) = $0 { paragraph } else { nil } }
        }
    }

    private var rows: [[Cell]] = []

    var hasText: Bool { rows.joined().contains { !$0.paragraphs.isEmpty } }

    /// Nothing of it stands where no cell is open, as the marks of its columns.
    mutating func add(_ item: Item) {
        guard let row = rows.indices.last, let cell = rows[row].indices.last else { return }
        rows[row][cell].items.append(item)
    }

    mutating func beginRow() { rows.append([]) }

    mutating func beginCell(spans: String) {
        if rows.isEmpty { beginRow() }
        rows[rows.count - 1].append(Cell(spans: spans))
    }

    /// What is read one after the other: the items of a form, or the table as a whole.
    ///
    /// - Parameter isHeading: whether a paragraph begins a section.
    func items(isHeading: (HeadedParagraph) -> Bool) -> [Item] {
        guard isForm(isHeading) else { return [.tag("<table>")] + rows.flatMap(whole) + [.tag("</table>")] }
        return rows.flatMap { row -> [Item] in
            let isPlain = row.count == 2 && !row[0].paragraphs.contains(where: isHeading)
            return isPlain ? [.tag("<table>")] + whole(row) + [.tag("</table>")] : row.flatMap(\.items)
        }
    }

    /// Rows without a heading may only come before the first: later ones would be read under the heading above them.
    private func isForm(_ isHeading: (HeadedParagraph) -> Bool) -> Bool {
        var hasHeading = false
        for row in rows {
            let headed = row.map { $0.paragraphs.contains(where: isHeading) }
            if row.contains(where: { $0.spans.contains("rowspan") }) { return false }
            switch row.count {
            case 1: hasHeading = hasHeading || headed[0]
            case 2 where headed[0]:
                guard row[0].paragraphs.count == 1, row[0].items.count == 1, !headed[1] else { return false }
                hasHeading = true
            case 2: if hasHeading || headed[1] { return false }
            default: return false
            }
        }
        return hasHeading
    }

    private func whole(_ row: [Cell]) -> [Item] {
        let cells = row.flatMap { cell -> [Item] in
            let content = cell.items.map { item -> Item in
                if case .paragraph(let paragraph) = item { .tag(paragraph.tagged) } else { item }
            }
            return [.tag("<td\(cell.spans)>")] + content + [.tag("</td>")]
        }
        return [.tag("<tr>")] + cells + [.tag("</tr>")]
    }
}

/// A paragraph of a document that is read under its headings.
struct HeadedParagraph {
    var text: String
    var html: String
    /// Of a heading.
    var level: Int?

    var tagged: String { level == nil ? "<p>\(html)</p>" : "<p><b>\(html)</b></p>" }
}
