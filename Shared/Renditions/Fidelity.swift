/// The comparison of what the hospital gave with what the recipient can read, in both directions.
///
/// Paragraphs are compared letter by letter, without the spaces in them, in the order in which a layout draws them:
/// neither a hyphen at which a line ends nor a cell beside it parts a word then. Each paragraph must be there, in its
/// order; of what is left over nothing may be a letter, but for the numbers of lists.
public struct Fidelity: Equatable, Sendable {
    /// How many words stand in paragraphs of the input that the output does not have, or has elsewhere.
    public private(set) var lost = 0
    /// How many letters the output has that are none of the input.
    public private(set) var added = 0
    /// The page of the output on or near which the first of them is missing or added, counted from 1.
    public private(set) var page: Int?

    /// What stands at the head and foot of pages.
    public struct Edges: Sendable {
        /// What so many pages have at least.
        public var usual = Words()
        public var least = 0
        /// What one page has at least.
        public var first = Words()
        /// What any page may have.
        public var others = Words()
        /// What may stand once more at the head of a page on which a table goes on.
        public var rows = Words()

        public init() {}
    }

    /// How much of the layout is looked at.
    public enum Strictness: Sendable {
        /// All of it: pieces are in the order in which they are drawn.
        case pages
        /// Paragraphs may stand in another order and among others.
        case texts
    }

    private var isWhole: Bool { lost == 0 && added == 0 }

    /// - Parameter output: the text of each page.
    public init(input: Words, output: [Words], edges: Edges = Edges(), _ strictness: Strictness = .texts) {
        self.init(input.blocks, Drawn(output, hasPieces: strictness == .pages), output.count, edges, strictness)
        guard !isWhole, !edges.others.blocks.isEmpty else { return }
        // Words of the page header may also occur in the body: those are not counted as missing from the header.
        var fewer = edges
        fewer.others = Words()
        let other = Fidelity(input: input, output: output, edges: fewer, strictness)
        if other.isWhole { self = other }
    }

    private init(
        _ blocks: [TextBlock], _ whole: Drawn, _ pageCount: Int, _ edges: Edges, _ strictness: Strictness
    ) {
        var drawn = whole
        if strictness == .pages { takeEdges(edges, pageCount, &drawn) }
        if strictness == .texts {
            takeTexts(blocks, &drawn)
            return
        }
        for block in blocks where block.isFree {
            guard let range = drawn.first(block, from: 0) else {
                lose(block, nil)
                continue
            }
            let start = block.mayHaveLabel ? drawn.label(before: range.lowerBound, notBefore: 0) : range.lowerBound
            drawn.remove(start..<range.upperBound)
        }
        var cursor = 0
        for block in blocks where !block.isFree { follow(block, edges, &drawn, &cursor) }
        add(cursor..<drawn.count, edges, drawn)
    }

    /// What floats first, for it stands among the others, and the longest first: they cannot be found within others.
    private mutating func takeTexts(_ blocks: [TextBlock], _ drawn: inout Drawn) {
        let order = blocks.sorted { ($0.isFree ? 1 : 0, $0.letters.count) > ($1.isFree ? 1 : 0, $1.letters.count) }
        for block in order where !block.core.isEmpty {
            if let range = drawn.piece(block) ?? drawn.first(block, from: 0) {
                drawn.remove(range)
            } else {
                lose(block, nil)
            }
        }
    }

    private mutating func lose(_ block: TextBlock, _ page: Int?) {
        lost += max(1, block.words)
        if self.page == nil { self.page = page }
    }

    /// Letters that no paragraph explains are added, unless a row of a table says them again.
    private mutating func add(_ gap: Range<Int>, _ edges: Edges, _ drawn: Drawn) {
        let start = afterRows(edges, drawn, gap.lowerBound)
        guard start < gap.upperBound else { return }
        added += gap.upperBound - start
        if page == nil { page = drawn.page(at: start) }
    }

    /// Takes what stands at the head and foot of each page from what is still to be explained.
    private mutating func takeEdges(_ edges: Edges, _ pageCount: Int, _ drawn: inout Drawn) {
        let all = edges.usual.blocks + edges.first.blocks + edges.others.blocks
        guard !all.isEmpty else { return }
        var found = [Int](repeating: 0, count: all.count)
        let isSure = edges.least == pageCount
        for page in 0..<pageCount {
            var left = Array(all.indices)
            var range = drawn.range(ofPage: page)
            func take(_ place: Range<Int>, _ index: Int) {
                drawn.remove(place)
                range = range.lowerBound..<(range.upperBound - place.count)
                found[index] += 1
                left.removeAll { $0 == index }
            }
            var hasMore = true
            while hasMore {
                hasMore = false
                for index in left {
                    let end = drawn.match(drawn.wanted(all[index])[...], at: range.lowerBound, to: range.upperBound)
                    if let end, end > range.lowerBound {
                        take(range.lowerBound..<end, index)
                    } else if let start = drawn.last(all[index], in: range) {
                        take(start..<range.upperBound, index)
                    } else {
                        continue
                    }
                    hasMore = true
                    break
                }
            }
            // What floats at the head of a page is drawn before or after all else.
            for index in left where index < edges.usual.blocks.count && isSure || all[index].isFree {
                if let place = drawn.first(all[index], from: range.lowerBound, to: range.upperBound) {
                    take(place, index)
                }
            }
        }
        // The foot of the first page often says what those of the others say.
        var missing: [[Unicode.Scalar]: Int] = [:]
        for (index, block) in all.enumerated() {
            let isFirst = index >= edges.usual.blocks.count
            let least = isFirst ? index < edges.usual.blocks.count + edges.first.blocks.count ? 1 : 0 : edges.least
            missing[block.letters, default: 0] += least - found[index]
        }
        for block in all {
            if let count = missing.removeValue(forKey: block.letters), count > 0 { lose(block, nil) }
        }
    }

    /// Finds the next paragraph of the text.
    private mutating func follow(_ block: TextBlock, _ edges: Edges, _ drawn: inout Drawn, _ cursor: inout Int) {
        if take(block, at: cursor, &drawn, &cursor) { return }
        if drawn.isPageStart(cursor) {
            let start = afterRows(edges, drawn, cursor)
            if start > cursor && take(block, at: start, &drawn, &cursor) { return }
        }
        // Cells of a row that goes on on the next page are drawn side by side on each.
        let next = drawn.pageAfter(cursor)
        if let place = drawn.first(block, from: next) {
            let start = block.mayHaveLabel ? drawn.label(before: place.lowerBound, notBefore: next) : place.lowerBound
            return drawn.remove(start..<place.upperBound)
        }
        for index in next..<max(next, drawn.pageAfter(next)) {
            guard let parts = drawn.parts(of: block, at: index) else { continue }
            for part in parts.reversed() { drawn.remove(part) }
            return
        }
        guard let place = drawn.first(block, from: cursor, to: next) else { return lose(block, drawn.page(at: cursor)) }
        let start = block.mayHaveLabel ? drawn.label(before: place.lowerBound, notBefore: cursor) : place.lowerBound
        add(cursor..<start, edges, drawn)
        cursor = place.upperBound
    }

    /// Takes a paragraph that begins at a place, and may go on on the next page, where the cells beside it stand
    /// between its parts.
    private mutating func take(_ block: TextBlock, at start: Int, _ drawn: inout Drawn, _ cursor: inout Int) -> Bool {
        if let place = drawn.place(of: block, at: start) {
            if block.hasNumber && !place.hasLabel { lose(block, drawn.page(at: start)) }
            cursor = place.range.upperBound
            return true
        }
        guard let parts = drawn.parts(of: block, at: start) else { return false }
        for part in parts.dropFirst().reversed() { drawn.remove(part) }
        cursor = parts[0].upperBound
        return true
    }

    /// Where a page goes on behind rows of a table that stand on it once more.
    private func afterRows(_ edges: Edges, _ drawn: Drawn, _ place: Int) -> Int {
        var start = place
        while let end = edges.rows.blocks.lazy.compactMap({
            drawn.match(drawn.wanted($0)[...], at: start, to: drawn.count)
        }).first, end > start { start = end }
        return start
    }
}
