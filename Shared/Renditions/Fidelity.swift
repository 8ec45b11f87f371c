/// Compares the hospital's document with the rendition for the recipient, in both directions.
///
/// Paragraphs are compared letter by letter without spaces, in the order in which a layout draws them, so that neither
/// hyphenation at line ends nor neighbouring table cells split words. Each paragraph must be found, in order; the
/// remaining output must not contain letters, except for list numbers.
public struct Fidelity: Equatable, Sendable {
    /// The number of words in paragraphs of the input that the output lacks or has in another place.
    public private(set) var lost = 0
    /// The number of letters in the output that are not in the input.
    public private(set) var added = 0
    /// The page of the output at or near which text is first missing or added, counted from 1.
    public private(set) var page: Int?

    /// The expected text in the headers and footers of pages.
    public struct Edges: Sendable {
        /// Text that at least `least` pages must have.
        public var usual = Words()
        public var least = 0
        /// Text that at least one page must have.
        public var first = Words()
        /// Text that any page may have.
        public var others = Words()
        /// Table rows that may be repeated at the top of a page on which a table continues.
        public var rows = Words()

        public init() {}
    }

    /// How strictly the layout is compared.
    public enum Strictness: Sendable {
        /// Pieces must be in drawing order.
        case pages
        /// Paragraphs may be in another order and interrupted by others.
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

    /// Finds paragraphs in any order: floating ones first, because they are among the others, then the longest first,
    /// because a long one cannot be found within another.
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

    /// Counts letters that belong to no paragraph as added, unless they repeat a table row.
    private mutating func add(_ gap: Range<Int>, _ edges: Edges, _ drawn: Drawn) {
        let start = afterRows(edges, drawn, gap.lowerBound)
        guard start < gap.upperBound else { return }
        added += gap.upperBound - start
        if page == nil { page = drawn.page(at: start) }
    }

    /// Removes headers and footers of each page from the output that is still to be matched.
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
            // Floating text at the top of a page is drawn before or after all other text.
            for index in left where index < edges.usual.blocks.count && isSure || all[index].isFree {
                if let place = drawn.first(all[index], from: range.lowerBound, to: range.upperBound) {
                    take(place, index)
                }
            }
        }
        // The first page's footer often repeats that of the other pages.
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

    /// Finds the next paragraph of the input in the output.
    private mutating func follow(_ block: TextBlock, _ edges: Edges, _ drawn: inout Drawn, _ cursor: inout Int) {
        if take(block, at: cursor, &drawn, &cursor) { return }
        if drawn.isPageStart(cursor) {
            let start = afterRows(edges, drawn, cursor)
            if start > cursor && take(block, at: start, &drawn, &cursor) { return }
        }
        // Cells of a row that continues on the next page are drawn side by side on each page.
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

    /// Matches a paragraph that begins at this index. It may continue on the next page, with neighbouring cells between
    /// its parts.
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

    /// The index after table rows that are repeated at the top of a page.
    private func afterRows(_ edges: Edges, _ drawn: Drawn, _ place: Int) -> Int {
        var start = place
        while let end = edges.rows.blocks.lazy.compactMap({
            drawn.match(drawn.wanted($0)[...], at: start, to: drawn.count)
        }).first, end > start { start = end }
        return start
    }
}
