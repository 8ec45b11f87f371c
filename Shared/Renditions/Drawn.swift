/// The letters that pages show, in drawing order, for the comparison with the expected text.
///
/// A paragraph must begin and end at the borders of drawn pieces; a match within another word does not count.
struct Drawn {
    private(set) var letters: [Unicode.Scalar] = []
    private var starts: [Bool] = []
    private var ends: [Bool] = []
    private var pages: [Int] = []
    private let hasPieces: Bool

    /// - Parameter hasPieces: false if a paragraph may begin and end anywhere.
    init(_ output: [Words], hasPieces: Bool) {
        self.hasPieces = hasPieces
        for (page, words) in output.enumerated() {
            for block in words.blocks {
                let count = block.letters.count
                guard count > 0 else { continue }
                letters += block.letters
                starts += repeatElement(false, count: count)
                starts[starts.count - count] = true
                ends += repeatElement(false, count: count)
                ends[ends.count - 1] = true
                pages += repeatElement(page, count: count)
            }
        }
    }

    var count: Int { letters.count }

    /// The page of an index, counted from 1; nil if there are no letters.
    func page(at index: Int) -> Int? {
        letters.isEmpty ? nil : pages[min(index, letters.count - 1)] + 1
    }

    mutating func remove(_ range: Range<Int>) {
        letters.removeSubrange(range)
        starts.removeSubrange(range)
        ends.removeSubrange(range)
        pages.removeSubrange(range)
    }

    /// The range of a page's letters.
    func range(ofPage page: Int) -> Range<Int> {
        let start = pages.firstIndex { $0 >= page } ?? pages.count
        let end = pages[start...].firstIndex { $0 > page } ?? pages.count
        return start..<end
    }

    /// Whether a paragraph may begin here.
    func isStart(_ index: Int) -> Bool { !hasPieces || starts[index] }

    /// Whether a paragraph may end before this index.
    private func isEnd(_ index: Int) -> Bool { !hasPieces || index == 0 || ends[index - 1] }

    /// The letters of a paragraph as a page shows them. In comparisons of texts, list numbers are left out, and
    /// punctuation around the paragraph may differ.
    func wanted(_ block: TextBlock) -> [Unicode.Scalar] { hasPieces ? block.label + block.letters : block.core }

    /// The range of the first paragraph with these letters; nil if there is none.
    func first(_ block: TextBlock, from start: Int, to end: Int? = nil) -> Range<Int>? {
        let end = end ?? letters.count
        let wanted = wanted(block)
        if block.isTurned { return bag(wanted, from: start, to: end) }
        for index in start..<max(start, end) where isStart(index) {
            if let last = match(wanted[...], at: index, to: end) { return index..<last }
        }
        return nil
    }

    /// The range of a piece that contains exactly this paragraph. Without piece borders, letters of two neighbouring
    /// paragraphs could be taken for it.
    func piece(_ block: TextBlock) -> Range<Int>? {
        guard !block.isTurned else { return nil }
        let wanted = wanted(block)
        for index in letters.indices where starts[index] {
            if let last = match(wanted[...], at: index, to: letters.count), last > index, ends[last - 1] {
                return index..<last
            }
        }
        return nil
    }

    /// The range of a paragraph that begins at this index, including a label before it; nil if another text begins
    /// there.
    ///
    /// - Returns: the range, and whether a label precedes the paragraph.
    func place(of block: TextBlock, at start: Int) -> (range: Range<Int>, hasLabel: Bool)? {
        guard start < letters.count else { return nil }
        if let end = end(of: block, at: start) { return (start..<end, false) }
        return afterLabel(block, at: start) { end(of: block, at: $0) }.map { (start..<$0, true) }
    }

    private func end(of block: TextBlock, at start: Int) -> Int? {
        guard isStart(start) else { return nil }
        let wanted = wanted(block)
        if !block.isTurned { return match(wanted[...], at: start, to: letters.count) }
        let count = wanted.count(where: { $0 != TextMark.number })
        return bag(wanted, from: start, to: min(start + count, letters.count))?.upperBound
    }

    /// The result of `find` after a label that begins at this index; nil if there is none.
    private func afterLabel<Found>(_ block: TextBlock, at start: Int, _ find: (Int) -> Found?) -> Found? {
        guard block.mayHaveLabel else { return nil }
        var next = start
        while next < letters.count {
            repeat { next += 1 } while next < letters.count && !starts[next]
            guard next < letters.count, TextBlock.isLabel(letters[start..<next]) else { return nil }
            if let found = find(next) { return found }
        }
        return nil
    }

    /// The ranges of the parts of a paragraph that begins at this index; each further part is on the following page.
    func parts(of block: TextBlock, at start: Int) -> [Range<Int>]? {
        guard !block.isTurned, start < letters.count, isStart(start) else { return nil }
        let wanted = wanted(block)
        if let parts = parts(of: wanted[...], at: start) { return parts }
        return afterLabel(block, at: start) { next in
            parts(of: wanted[...], at: next).map { [start..<$0[0].upperBound] + $0.dropFirst() }
        }
    }

    private func parts(of wanted: ArraySlice<Unicode.Scalar>, at start: Int) -> [Range<Int>]? {
        let next = range(ofPage: pages[start] + 1)
        guard !next.isEmpty else { return nil }
        for (end, rest) in beginnings(of: wanted, at: start).reversed() {
            for index in next where isStart(index) {
                if let last = match(rest, at: index, to: next.upperBound) {
                    return [start..<end, index..<last]
                }
            }
            for index in next where isStart(index) {
                if let others = parts(of: rest, at: index) { return [start..<end] + others }
            }
        }
        return nil
    }

    /// The possible ends of a paragraph's first part that begins at this index and ends on its page, each with the
    /// missing rest; the shortest first.
    private func beginnings(
        of wanted: ArraySlice<Unicode.Scalar>, at start: Int
    ) -> [(end: Int, rest: ArraySlice<Unicode.Scalar>)] {
        let end = range(ofPage: pages[start]).upperBound
        var (place, rest, found) = (start, wanted, [(end: Int, rest: ArraySlice<Unicode.Scalar>)]())
        while place < end, let letter = rest.first {
            if letters[place] == letter {
                rest = rest.dropFirst()
            } else if !isParting(place, after: start, before: letter) {
                break
            }
            place += 1
            if isEnd(place) && !rest.isEmpty { found.append((place, rest)) }
        }
        return found
    }

    /// Whether the layout hyphenates a word at a line end here.
    private func isParting(_ place: Int, after start: Int, before letter: Unicode.Scalar) -> Bool {
        letters[place] == "-" && place > start && ends[place] && letters[place - 1].properties.isAlphabetic
            && letter.properties.isAlphabetic
    }

    /// The start of the first page after that of this index.
    func pageAfter(_ place: Int) -> Int { place < pages.count ? range(ofPage: pages[place]).upperBound : pages.count }

    /// Whether a page begins at a place.
    func isPageStart(_ place: Int) -> Bool {
        place < pages.count && (place == 0 || pages[place - 1] != pages[place])
    }

    /// The end of the letters if they are at this index; nil if they are not.
    func match(_ wanted: ArraySlice<Unicode.Scalar>, at start: Int, to end: Int) -> Int? {
        var (index, place) = (wanted.startIndex, start)
        while index < wanted.endIndex {
            if wanted[index] == TextMark.number {
                var longest = 0
                while longest < 7, place + longest < end, Self.isOfNumber(letters[place + longest]) { longest += 1 }
                // A page number ends with its piece, because the next piece may begin with digits.
                let ends = hasPieces ? (0...longest).filter { $0 > 0 && isEnd(place + $0) } : []
                let lengths = ends + (0...longest).reversed().filter { !ends.contains($0) }
                for length in lengths {
                    if let last = match(wanted[(index + 1)...], at: place + length, to: end) { return last }
                }
                return nil
            }
            guard place < end else { return nil }
            if letters[place] == wanted[index] {
                (index, place) = (index + 1, place + 1)
            } else if index > wanted.startIndex, isParting(place, after: start, before: wanted[index]) {
                place += 1
            } else {
                return nil
            }
        }
        return isEnd(place) ? place : nil
    }

    /// The start of a paragraph that ends with the end of the range; nil if there is none.
    func last(_ block: TextBlock, in range: Range<Int>) -> Int? {
        guard !block.isTurned else { return nil }
        let wanted = wanted(block)
        let (least, most) = (wanted.count(where: { $0 != TextMark.number }), wanted.count * 2 + 14)
        for start in stride(
            from: range.upperBound - least, through: max(range.lowerBound, range.upperBound - most), by: -1)
        where start < range.upperBound && isStart(start) {
            if match(wanted[...], at: start, to: range.upperBound) == range.upperBound { return start }
        }
        return nil
    }

    private static func isOfNumber(_ letter: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(letter.value) || "ivxlc*".unicodeScalars.contains(letter)
    }

    /// The range that contains the same letters in any order.
    private func bag(_ letters: [Unicode.Scalar], from start: Int, to end: Int) -> Range<Int>? {
        let wanted = letters.filter { $0 != TextMark.number }
        let letters = self.letters
        guard start + wanted.count <= end else { return nil }
        var missing: [Unicode.Scalar: Int] = [:]
        func note(_ letter: Unicode.Scalar, _ change: Int) {
            let count = missing[letter, default: 0] + change
            missing[letter] = count == 0 ? nil : count
        }
        for letter in wanted { note(letter, 1) }
        for letter in letters[start..<start + wanted.count] { note(letter, -1) }
        var index = start
        while true {
            if missing.isEmpty && isStart(index) { return index..<index + wanted.count }
            guard index + wanted.count < end else { return nil }
            note(letters[index], 1)
            note(letters[index + wanted.count], -1)
            index += 1
        }
    }

    /// The start of the label before this index; the index itself if there is none.
    func label(before place: Int, notBefore start: Int) -> Int {
        var index = place
        while index > start {
            var begin = index - 1
            while begin > start, !starts[begin] { begin -= 1 }
            guard TextBlock.isLabel(letters[begin..<place]) else { break }
            index = begin
        }
        return index
    }
}
