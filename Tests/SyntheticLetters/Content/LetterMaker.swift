/// Generates a letter from a number; the same number gives the same letter.
struct LetterMaker {
    private let seed: Int
    private var chance: Chance
    private let patient: String
    private let nhsNumber: String
    private let clinic: String
    private let hasSoftHyphens: Bool
    private let hasFirmHyphens: Bool
    private let isLong: Bool

    init(_ seed: Int) {
        self.seed = seed
        var chance = Chance(seed)
        patient = chance.pick(Phrases.names)
        nhsNumber = Self.nhsNumber(&chance)
        clinic = chance.pick(Phrases.clinics)
        hasSoftHyphens = chance.happens(30)
        hasFirmHyphens = chance.happens(35)
        isLong = chance.happens(35)
        self.chance = chance
    }

    mutating func letter() -> HospitalLetter {
        let hasFirst = chance.happens(50)
        let letterhead = letterhead()
        let later = Edge([
            spans("\(patient)\tNHS number \(nhsNumber)"),
            spans("\(clinic) clinic letter, continued\tPage \(Sign.page) of \(Sign.pages)"),
        ])
        var letter = HospitalLetter(
            seed: seed, dialect: chance.happens(60) ? .marked : .plain,
            typeface: chance.pick(HospitalLetter.Typeface.allCases), size: chance.pick([10, 11, 12]),
            hasBareBullets: chance.happens(10),
            head: hasFirst ? later : letterhead, firstHead: hasFirst ? letterhead : nil,
            foot: Edge([
                spans("Fictional Vale NHS Trust · Chair: Dame I. Magined"),
                spans("Page \(Sign.page) of \(Sign.pages)\tLetter \(seed + 4000)-\(chance.number(10...99))"),
            ]), blocks: opening())
        var parts = [0, 1, 2, 3, 4, 5, 6]
        parts = chance.pick(isLong ? 7 : chance.number(3...5), of: parts)
        // Gives about three letters in five a table of actions, since most hospital letters have one.
        if !parts.contains(2) && chance.happens(60) { parts.append(2) }
        for (place, part) in parts.enumerated() {
            if place > 1 && chance.happens(12) { letter.blocks.append(.pageBreak) }
            letter.blocks += section(part)
        }
        letter.blocks += closing()
        return letter
    }

    private mutating func letterhead() -> Edge {
        var picture: Picture?
        if chance.happens(65) {
            let (width, height) = (chance.pick([90, 120, 160]), chance.pick([36, 42]))
            picture = Picture(width: width, height: height, of: Picture.houseColours, &chance)
        }
        return Edge(
            picture: picture,
            [
                [Span("Fictional Vale NHS Trust", isBold: true)],
                spans("\(clinic) · 1 Made-up Road, Nowhere-on-Sea ZZ99 3VZ"),
                spans("Tel. 01632 960 \(chance.number(100...999))\tsecretaries@fictional-vale.example"),
            ])
    }

    private mutating func opening() -> [Block] {
        let day = chance.number(1...28), month = chance.pick(["October", "November", "December"])
        let practice = chance.pick(Phrases.practices)
        var blocks: [Block] = []
        if chance.happens(50) { blocks.append(.paragraph(Paragraph(spans("Date: \(day) \(month) 2026"), .right))) }
        let born = "\(chance.number(10...28))/0\(chance.number(1...9))/19\(chance.number(34...89))"
        blocks += [
            .paragraph(Paragraph(spans("\(chance.pick(["Dr", "Mrs", "Mr"])) P. Standin, \(practice)"))),
            .paragraph(Paragraph([Span("Patient:\t", isBold: true)] + spans(patient))),
            .paragraph(Paragraph([Span("NHS number:\t", isBold: true)] + spans("\(nhsNumber)\tBorn: \(born)"))),
            .paragraph(Paragraph(spans("Dear Colleague,"))),
        ]
        return blocks
    }

    private mutating func closing() -> [Block] {
        var blocks: [Block] = [.paragraph(Paragraph(spans("Yours sincerely,")))]
        if chance.happens(60) {
            let (width, height) = (chance.number(70...130), chance.number(20...40))
            blocks.append(.picture(Picture(width: width, height: height, of: Picture.inks, &chance)))
        }
        let name = chance.pick(Phrases.clinicians)
        blocks += [
            .paragraph(Paragraph([Span(name, isBold: true)])),
            .paragraph(Paragraph(spans("\(chance.pick(Phrases.roles)) in \(clinic)\nElectronically checked"))),
        ]
        let copies = chance.pick(2, of: Phrases.practices)
        if chance.happens(75) {
            blocks.append(.paragraph(Paragraph(spans("Copy to:\tthe patient; \(copies[0])"))))
        } else {
            // The letter ends with a list, to test a list that nothing follows.
            let items = [(0, "The patient"), (0, "Practices:"), (1, copies[0]), (1, copies[1])]
            blocks += [
                .paragraph(Paragraph(spans("Copies to:"))),
                .list(NumberedList(.outline, items.map { NumberedList.Item($0, spans($1)) })),
            ]
        }
        return blocks
    }

    private mutating func section(_ part: Int) -> [Block] {
        switch part {
        case 0: [heading("Diagnoses"), .list(diagnoses())]
        case 1: [heading("Findings")] + paragraphs(isLong ? 4...7 : 1...3)
        case 2: [heading("Actions for the practice"), .table(actions()), space]
        case 3: [heading("Medicines"), .table(medicines()), space]
        case 4: [heading("Investigations"), .table(results()), space]
        case 5: [heading("Medicines to stop"), .list(stops())]
        default: [heading("Information for the patient"), .list(advice())] + paragraphs(1...2)
        }
    }

    private func heading(_ text: String) -> Block { .paragraph(Paragraph([Span(text)], .heading)) }

    /// An empty paragraph, which separates a table from the block that follows.
    private var space: Block { .paragraph(Paragraph([])) }

    private mutating func paragraphs(_ count: ClosedRange<Int>) -> [Block] {
        (0..<chance.number(count)).map { _ in
            let text = chance.pick(chance.number(2...4), of: Phrases.sentences).joined(separator: " ")
            return .paragraph(Paragraph(emphasised(text)))
        }
    }

    private mutating func diagnoses() -> NumberedList {
        let items = chance.pick(chance.number(2...6), of: Phrases.diagnoses)
        return NumberedList(
            chance.pick([.plain, .brackets, .bullets]), start: chance.happens(10) ? 3 : 1,
            items.map { NumberedList.Item(0, spans($0)) })
    }

    private mutating func stops() -> NumberedList {
        var items: [NumberedList.Item] = []
        for text in chance.pick(chance.number(3...6), of: Phrases.stops) {
            items.append(NumberedList.Item(items.isEmpty || chance.happens(40) ? 0 : 1, spans(text)))
        }
        return NumberedList(chance.pick([.plain, .outline, .outline]), start: chance.pick([1, 1, 1, 2, 4]), items)
    }

    private mutating func advice() -> NumberedList {
        var items: [NumberedList.Item] = []
        for text in chance.pick(chance.number(3...7), of: Phrases.advice) {
            let highest = items.last.map { min(2, $0.level + 1) } ?? 0
            items.append(NumberedList.Item(chance.number(0...highest), spans(text)))
        }
        return NumberedList(chance.pick(NumberedList.Kind.allCases), items)
    }

    private mutating func actions() -> Table {
        let isOfFour = chance.happens(50)
        let problems = chance.pick(chance.number(4...(isLong ? 12 : 8)), of: Phrases.problems)
        let rows = problems.map { problem in
            let action = chance.pick(chance.number(1...2), of: Phrases.actions).joined(separator: " ")
            return [problem, action, chance.pick(Phrases.who)] + (isOfFour ? [chance.pick(Phrases.when)] : [])
        }
        let head = ["Problem or medicine", "Action and reason", "By whom"] + (isOfFour ? ["When"] : [])
        let widths =
            isOfFour
            ? chance.pick([[2426, 3300, 1600, 1700], [2726, 2700, 1800, 1800]])
            : chance.pick([[3026, 4000, 2000], [3626, 3400, 2000], [2326, 3350, 3350]])
        return Table(
            kind: isOfFour ? .actionsOfFour : .actionsOfThree, widths: widths,
            head: head.map { [Span($0, isBold: true)] }, rows: rows.map { $0.map { spans($0) } },
            repeatsHead: chance.happens(70), splitsRows: chance.happens(50))
    }

    private mutating func medicines() -> Table {
        let rows = chance.pick(chance.number(3...(isLong ? 14 : 8)), of: Phrases.medicines).map {
            [$0.name, chance.pick($0.doses), $0.often, chance.pick(Phrases.changes)]
        }
        return Table(
            kind: .medicines, widths: [3026, 1700, 2500, 1800],
            head: ["Medicine", "Dose", "How often", "Change"].map { [Span($0, isBold: true)] },
            rows: rows.map { $0.map { spans($0) } }, repeatsHead: chance.happens(70), splitsRows: chance.happens(50))
    }

    private mutating func results() -> Table {
        let count = isLong ? chance.number(26...48) : chance.number(4...10)
        let rows = (0..<count).map { index -> [String] in
            let test = chance.pick(Phrases.tests)
            let value = chance.number(test.low...test.high)
            return [
                "\(1 + index % 28)/11/2026", test.name, Self.written(value, test.decimals) + " " + test.unit,
                test.reference,
            ]
        }
        return Table(
            kind: .results, widths: [1500, 3026, 2500, 2000],
            head: ["Date", "Test", "Result", "Reference"].map { [Span($0, isBold: true)] },
            rows: rows.map { $0.map { spans($0) } }, repeatsHead: chance.happens(70), splitsRows: chance.happens(30))
    }

    private mutating func emphasised(_ text: String) -> [Span] {
        let words = text.split(separator: " ").map(String.init)
        guard chance.happens(40), words.count > 8 else { return spans(text) }
        let start = chance.number(2...words.count - 4), end = start + chance.number(1...3)
        let isItalic = chance.happens(30)
        return spans(words[..<start].joined(separator: " ") + " ")
            + [Span(words[start..<end].joined(separator: " "), isBold: !isItalic, isItalic: isItalic)]
            + spans(" " + words[end...].joined(separator: " "))
    }

    /// Returns the text with soft hyphens, non-breaking spaces and the like, as a careful writer uses them.
    private func spans(_ text: String) -> [Span] {
        var text = text
        if hasSoftHyphens {
            for (word, broken) in Phrases.soft.sorted(by: { $0.key < $1.key }) {
                text.replace(word, with: broken)
            }
        }
        if hasFirmHyphens {
            for word in ["co-amoxiclav", "T-score", "X-ray", "B-12", "7-B"] {
                text.replace(word, with: word.replacing("-", with: "\u{2011}"))
            }
            for unit in [" mg", " g/L", " mmHg", " kg"] { text.replace(unit, with: "\u{A0}" + unit.dropFirst()) }
        }
        return [Span(text)]
    }
}

extension HospitalLetter {
    /// Returns the letter of this number.
    public static func of(seed: Int) -> HospitalLetter {
        var maker = LetterMaker(seed)
        return maker.letter()
    }
}
