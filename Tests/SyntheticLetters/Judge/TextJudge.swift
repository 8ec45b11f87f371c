/// Checks that pages show the text of a letter: nothing lost, nothing added, in order.
///
/// The text of a page is the output of poppler's `pdftotext -raw`, which has the order of drawing. LibreOffice draws in
/// the order of the text, cell by cell.
struct TextJudge {
    /// The first difference, in words.
    struct Wrong: Error, CustomStringConvertible {
        var description: String
    }

    private let letter: HospitalLetter
    /// The text of each page without header, footer and spaces.
    private var pages: [[Unicode.Scalar]]
    private var page = 0
    private var place = 0
    /// The header row of the present table, which may be repeated at the top of the next page.
    private var repeated: [MeantText] = []

    /// - Throws: `Wrong` for the first difference.
    static func check(_ letter: HospitalLetter, _ texts: [String]) throws(Wrong) {
        var judge = try TextJudge(letter, texts)
        try judge.blocks()
    }

    private init(_ letter: HospitalLetter, _ texts: [String]) throws(Wrong) {
        self.letter = letter
        pages = []
        guard !texts.isEmpty else { throw Wrong(description: "no pages") }
        for (index, text) in texts.enumerated() {
            var shown = MeantText.folded(text)
            let head = index == 0 ? letter.firstHead ?? letter.head : letter.head
            for (name, lines) in [("head", head.lines), ("foot", letter.foot.lines)] {
                let meant = MeantText(lines.flatMap { $0 })
                let ends = shown.indices.lazy.compactMap { start in
                    meant.end(in: shown, from: start, page: index + 1, of: texts.count).map { start..<$0 }
                }
                guard let found = ends.first else { throw Wrong(description: "\(name) of page \(index + 1)") }
                shown.removeSubrange(found)
            }
            pages.append(shown)
        }
    }

    private mutating func blocks() throws(Wrong) {
        for block in letter.blocks {
            switch block {
            case .paragraph(let paragraph): try take(MeantText(paragraph.spans), "paragraph")
            case .list(let list):
                for (item, label) in zip(list.items, list.labels) {
                    try take(MeantText(label: label, item.spans), "list item")
                }
            case .table(let table):
                let head = table.head.map { MeantText($0) }
                try take(head, "table head")
                if table.repeatsHead { repeated = head }
                for row in table.rows { try take(row.map { MeantText($0) }, "table row") }
                repeated = []
            case .picture, .pageBreak: break
            }
        }
        turn()
        guard isAtEnd && page == pages.count - 1 else { throw Wrong(description: "added: \(sample)") }
    }

    private var isAtEnd: Bool { place >= pages[page].count }

    private var sample: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: pages[page][min(place, pages[page].count)...].prefix(24))
        return String(text)
    }

    /// Moves to the next page with text, past a repeated header row of the table.
    private mutating func turn() {
        while page + 1 < pages.count && isAtEnd {
            (page, place) = (page + 1, 0)
            var end = 0
            for cell in repeated {
                guard let next = cell.end(in: pages[page], from: end, page: page + 1, of: pages.count) else { return }
                end = next
            }
            place = end
        }
    }

    /// Matches a text that may continue on further pages.
    private mutating func take(_ meant: MeantText, _ kind: String) throws(Wrong) {
        var done = 0
        while done < meant.tokens.count {
            turn()
            let (end, count) = meant.length(
                in: pages[page], from: place, skipping: done, page: page + 1, of: pages.count)
            (place, done) = (end, count)
            guard done == meant.tokens.count || (isAtEnd && page + 1 < pages.count) else {
                throw Wrong(
                    description: "\(kind) on page \(page + 1): meant “\(meant.sample(from: done))”, shown “\(sample)”")
            }
        }
    }

    /// Matches a row of which each cell may continue on the next page.
    private mutating func take(_ cells: [MeantText], _ kind: String) throws(Wrong) {
        let before = (page, place)
        do throws(Wrong) {
            for cell in cells { try take(cell, kind) }
            return
        } catch {
            let first = error
            (page, place) = before
            var done = cells.map { _ in 0 }
            while true {
                turn()
                for (index, cell) in cells.enumerated() {
                    let (end, count) = cell.length(
                        in: pages[page], from: place, skipping: done[index], page: page + 1, of: pages.count)
                    (place, done[index]) = (end, count)
                }
                if zip(cells, done).allSatisfy({ $0.tokens.count == $1 }) { return }
                guard isAtEnd, page + 1 < pages.count else { throw first }
            }
        }
    }
}
