/// A change of a letter's content that the product must detect, since a practice must never see it.
public enum LetterMutation: String, Sendable, CaseIterable {
    case wordTakenOut = "word taken out"
    case numberTakenOut = "number taken out"
    case digitChanged = "digit changed"
    case minusTakenOut = "minus sign taken out"
    case listNumberTakenOut = "list number taken out"
    case listNumbersMoved = "list numbers one higher"
    case pictureTakenOut = "picture taken out"
    case rowTakenOut = "row taken out"
    case dosesExchanged = "two doses exchanged"
    case wordAdded = "word added"
}

extension HospitalLetter {
    /// Returns the letter with this change at a random place; nil if no place allows it.
    ///
    /// - Parameter number: Chooses the place; another number gives another place.
    public func changed(by mutation: LetterMutation, number: Int) -> HospitalLetter? {
        var chance = Chance(seed, 1000 + number)
        var letter = self
        switch mutation {
        case .wordTakenOut: letter.changeText(&chance) { $0.withoutWord(&$1) }
        case .numberTakenOut: letter.changeText(&chance) { $0.withoutNumber(&$1) }
        case .digitChanged: letter.changeText(&chance) { $0.withOtherDigit(&$1) }
        case .minusTakenOut: letter.changeText(&chance) { $0.withoutMinus(&$1) }
        case .wordAdded: letter.changeText(&chance) { $0.withWord(&$1) }
        case .listNumberTakenOut:
            letter.changeList(&chance) { list in
                // The last item loses its number, so that the other items keep theirs.
                guard list.kind != .bullets, list.items.count > 1 else { return }
                list.items[list.items.count - 1].isNumbered = false
            }
        case .listNumbersMoved:
            letter.changeList(&chance) { list in if list.kind != .bullets { list.start += 1 } }
        case .pictureTakenOut: letter.takeOutPicture(&chance)
        case .rowTakenOut:
            letter.changeTable(&chance) { table, chance in
                if table.rows.count > 1 { table.rows.remove(at: chance.number(0...table.rows.count - 1)) }
            }
        case .dosesExchanged:
            letter.changeTable(&chance) { table, chance in
                guard table.kind == .medicines else { return }
                let doses = chance.pick(table.rows.count, of: Array(table.rows.indices))
                guard let other = doses.first(where: { table.rows[$0][1] != table.rows[doses[0]][1] }) else { return }
                let dose = table.rows[other][1]
                table.rows[other][1] = table.rows[doses[0]][1]
                table.rows[doses[0]][1] = dose
            }
        }
        return letter == self ? nil : letter
    }

    /// Tries the texts in random order and changes the first one that the change applies to.
    private mutating func changeText(_ chance: inout Chance, _ change: (String, inout Chance) -> String?) {
        for index in chance.pick(blocks.count, of: Array(blocks.indices)) {
            var inText = Chance(chance.number(0...1 << 20))
            if let changed = blocks[index].changed({ change($0, &inText) }, &chance) { return blocks[index] = changed }
        }
    }

    private mutating func changeList(_ chance: inout Chance, _ change: (inout NumberedList) -> Void) {
        for index in chance.pick(blocks.count, of: Array(blocks.indices)) {
            guard case .list(var list) = blocks[index] else { continue }
            let before = list
            change(&list)
            if list != before { return blocks[index] = .list(list) }
        }
    }

    private mutating func changeTable(_ chance: inout Chance, _ change: (inout Table, inout Chance) -> Void) {
        for index in chance.pick(blocks.count, of: Array(blocks.indices)) {
            guard case .table(var table) = blocks[index] else { continue }
            let before = table
            change(&table, &chance)
            if table != before { return blocks[index] = .table(table) }
        }
    }

    private mutating func takeOutPicture(_ chance: inout Chance) {
        let places = blocks.indices.filter { if case .picture = blocks[$0] { true } else { false } }
        if let place = places.first, chance.happens(50) || (head.picture ?? firstHead?.picture) == nil {
            blocks.remove(at: place)
        } else if firstHead?.picture != nil {
            firstHead?.picture = nil
        } else {
            head.picture = nil
        }
    }
}

extension Block {
    /// Returns the block with one of its texts changed.
    fileprivate func changed(_ change: (String) -> String?, _ chance: inout Chance) -> Block? {
        switch self {
        case .paragraph(var paragraph):
            for index in chance.pick(paragraph.spans.count, of: Array(paragraph.spans.indices)) {
                guard let text = change(paragraph.spans[index].text) else { continue }
                paragraph.spans[index].text = text
                return .paragraph(paragraph)
            }
        case .list(var list):
            for index in chance.pick(list.items.count, of: Array(list.items.indices)) {
                guard let text = change(list.items[index].spans[0].text) else { continue }
                list.items[index].spans[0].text = text
                return .list(list)
            }
        case .table(var table):
            let cells = table.rows.indices.flatMap { row in table.rows[row].indices.map { (row, $0) } }
            for (row, column) in chance.pick(cells.count, of: cells) {
                guard let text = change(table.rows[row][column][0].text) else { continue }
                table.rows[row][column][0].text = text
                return .table(table)
            }
        case .picture, .pageBreak: break
        }
        return nil
    }
}

extension String {
    fileprivate func withoutWord(_ chance: inout Chance) -> String? {
        var words = split(separator: " ", omittingEmptySubsequences: false)
        let places = words.indices.filter { place in
            words[place].count { $0.isLetter } > 2 && !words[place].contains { $0.isNumber || $0.isWhitespace }
        }
        guard !places.isEmpty, words.count > 1 else { return nil }
        words.remove(at: chance.pick(places))
        return words.joined(separator: " ")
    }

    fileprivate func withWord(_ chance: inout Chance) -> String? {
        var words = split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count > 1 else { return nil }
        words.insert(
            chance.pick(["not", "never", "double", "left", "stop", "daily"]), at: chance.number(1...words.count - 1))
        return words.joined(separator: " ")
    }

    /// Ranges of the numbers in the text, with their decimal points and commas.
    private var numbers: [Range<Index>] { matches(of: /[0-9]+([.,][0-9]+)*/).map(\.range) }

    fileprivate func withoutNumber(_ chance: inout Chance) -> String? {
        guard !numbers.isEmpty else { return nil }
        var text = self
        text.removeSubrange(chance.pick(numbers))
        return text
    }

    fileprivate func withOtherDigit(_ chance: inout Chance) -> String? {
        let places = indices.filter { self[$0].isASCII && self[$0].isNumber }
        guard !places.isEmpty else { return nil }
        let place = chance.pick(places)
        let digit = (self[place].wholeNumberValue ?? 0) + chance.number(1...9)
        var text = self
        text.replaceSubrange(place...place, with: "\(digit % 10)")
        return text
    }

    fileprivate func withoutMinus(_ chance: inout Chance) -> String? {
        let places = matches(of: /−[0-9]/).map(\.range.lowerBound)
        guard !places.isEmpty else { return nil }
        var text = self
        text.remove(at: chance.pick(places))
        return text
    }
}
