import Foundation
import Renditions

/// One text of the file: the body, a head, the notes.
final class WordStory {
    struct Edge {
        /// `header` or `footer`, and the kind.
        var name: String
        var kind: String
        var id: String
    }

    struct Section {
        var edges: [Edge] = []
        var hasFirstPage = false
        /// And does not go on where the one before ended.
        var beginsPage = true
    }

    private(set) var words = Words()
    private(set) var pictures: [Picture] = []
    /// The files of the images and charts, and of the diagrams' texts, as the part names them.
    private(set) var drawings: [String] = []
    private(set) var diagrams: [String] = []
    private(set) var sections: [Section] = []
    private(set) var isUnfinished = false
    private(set) var isLinked = false
    /// It keeps copies of pictures that lie elsewhere.
    private(set) var hasLinkedCopies = false
    /// Something that LibreOffice does not draw is in the text.
    private(set) var isUndrawn = false
    private(set) var hasOtherFile = false
    /// Characters of a typeface of signs, which do not say what they mean.
    private(set) var hasSigns = false
    /// A layout writes what the text does not say: the axes of a chart, numbers of lines.
    private(set) var drawsText = false
    /// Elements and drawings that nobody knows here.
    private(set) var constructs = Constructs()
    /// Rows that stand once more on each page on which their table goes on.
    private(set) var rows = Words()
    private let targets: [String: WordPackage.Target]
    private let styles: WordStyles
    private var numbering: WordNumbering
    /// Former properties, which say what is no longer so.
    private static let former: Set = [
        "w:sectPrChange", "w:rPrChange", "w:pPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange",
    ]
    private var section = Section()

    private struct Paragraph {
        var style: String?
        /// Its list, where it names one itself.
        var list: String?
        var level: Int?
        var text = ""
        var isFree = false
    }

    /// The open paragraphs; one within another stands in a text box.
    private var paragraphs: [Paragraph] = []
    /// Of each open table, whether it floats.
    private var tables: [Bool] = []
    private var isRepeated = false
    /// A number without a paragraph behind it stands before the next one.
    private var hasLooseNumber = false
    private var choice = FieldChoice()
    private var isText = false
    private var isInstruction = false
    private var fields = OpenFields()
    private var isHidden = false
    private var isShapeHidden = false
    private var skipping = 0
    private var propertiesOpen = 0
    private var alternatives = WordAlternatives()

    init(_ targets: [String: WordPackage.Target], _ styles: WordStyles, _ numbering: WordNumbering) {
        (self.targets, self.styles, self.numbering) = (targets, styles, numbering)
    }

    private func put(_ piece: String) {
        if paragraphs.isEmpty { paragraphs.append(Paragraph()) }
        if !isHidden { paragraphs[paragraphs.count - 1].text += piece }
    }

    func begin(_ name: String, _ attributes: [String: String]) {
        if Self.former.contains(name) || skipping > 0 || !alternatives.takes(name, attributes) {
            skipping += 1
            return
        }
        if WordConstructs.isProperty(name) { propertiesOpen += 1 }
        if propertiesOpen == 0, let unknown = WordConstructs.unknown(name, attributes) { constructs.note(unknown) }
        switch name {
        // Formulas as well, which are lost where nothing lays them out.
        case "w:t", "m:t": isText = true
        case "w:instrText": isInstruction = true
        case "w:fldChar": field(attributes["w:fldCharType"])
        case "w:fldSimple":
            fields.begin()
            fields.instruct(attributes["w:instr"] ?? "")
            fields.show()
        case "w:p": paragraphs.append(Paragraph(isFree: !paragraphs.isEmpty || tables.contains(true)))
        case "w:tbl": tables.append(false)
        case "w:tblpPr": if !tables.isEmpty { tables[tables.count - 1] = true }
        case "w:tblHeader": isRepeated = WordStyles.isOn(attributes)
        case "w:tr": isRepeated = false
        case "w:framePr": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].isFree = true }
        case "w:numId": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].list = attributes["w:val"] }
        case "w:ilvl":
            if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].level = Int(attributes["w:val"] ?? "") }
        case "w:ddList": choice = FieldChoice(chosen: 0)
        case "w:listEntry": choice.entries.append(attributes["w:val"] ?? "")
        case "w:result": choice.chosen = Int(attributes["w:val"] ?? "") ?? 0
        case "w:footnoteReference", "w:endnoteReference", "w:footnoteRef", "w:endnoteRef", "w:pgNum":
            put(String(Character(TextMark.number)))
        case "w:tab", "w:br", "w:cr", "w:ptab": put(" ")
        case "w:rFonts": if WordStyles.isOfSigns(attributes) { hasSigns = true }
        case "w:sym":
            hasSigns = true
            if let code = attributes["w:char"].flatMap({ UInt32($0, radix: 16) }).flatMap(Unicode.Scalar.init) {
                isText = true
                add(String(Character(code)))
                isText = false
            }
        case "w:noBreakHyphen": put("-")
        case "w:pStyle": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].style = attributes["w:val"] }
        case "w:r": isHidden = styles.hides(paragraph: paragraphs.last?.style, run: nil)
        case "w:rStyle": isHidden = styles.hides(paragraph: paragraphs.last?.style, run: attributes["w:val"])
        case "w:vanish": isHidden = WordStyles.isOn(attributes)
        case "w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellDel", "w:cellMerge", "w:commentReference":
            isUnfinished = true
        // A row that is hidden, and that LibreOffice shows.
        case "w:hidden": if WordStyles.isOn(attributes) { isUnfinished = true }
        case "lc:lockedCanvas": isUndrawn = true
        case "w:altChunk", "w:subDoc": isUndrawn = true
        case "w:type": section.beginsPage = !["continuous", "nextColumn"].contains(attributes["w:val"] ?? "")
        case "w:titlePg": section.hasFirstPage = WordStyles.isOn(attributes)
        case "w:headerReference", "w:footerReference":
            let kind = attributes["w:type"] ?? "default"
            let place = name == "w:headerReference" ? "header" : "footer"
            section.edges.append(Edge(name: "\(place) \(kind)", kind: kind, id: attributes["r:id"] ?? ""))
        case "c:chart":
            drawsText = true
            note(image: attributes["r:id"])
        case "w:lnNumType": drawsText = true
        case "o:OLEObject":
            drawsText = true
            if attributes["DrawAspect"] == "Icon" { hasOtherFile = true }
        case "dgm:relIds":
            if let id = attributes["r:dm"], let target = targets[id] { diagrams.append(target.name) }
        case "w:drawing": isShapeHidden = false
        case "wp:docPr": isShapeHidden = ["1", "true"].contains(attributes["hidden"] ?? "")
        case "a:blip":
            // Of a picture that is linked and kept, the copy is what was seen.
            if attributes["r:link"] != nil {
                if attributes["r:embed"] == nil { isLinked = true } else { hasLinkedCopies = true }
            }
            note(image: attributes["r:embed"])
        case "v:imagedata": note(image: attributes["r:id"])
        default: break
        }
    }

    func end(_ name: String) {
        if skipping > 0 {
            skipping -= 1
            return
        }
        if WordConstructs.isProperty(name) { propertiesOpen -= 1 }
        switch name {
        case "mc:AlternateContent": if let asked = alternatives.end() { constructs.note(asked) }
        case "w:t", "m:t": isText = false
        case "w:instrText": isInstruction = false
        case "w:fldSimple":
            if fields.isPageNumber { put(String(Character(TextMark.number))) }
            fields.end()
        case "w:p": if let ended = paragraphs.popLast() { flush(ended) }
        case "w:tbl": _ = tables.popLast()
        case "w:tr": isRepeated = false
        case "w:sectPr":
            sections.append(section)
            section = Section()
        default: break
        }
    }

    func add(_ piece: String) {
        guard skipping == 0 else { return }
        if isInstruction { fields.instruct(piece) }
        guard isText else { return }
        // It stands where its field ends.
        if fields.isPageNumber { return }
        if piece.unicodeScalars.contains(where: SignTypeface.isPrivate) { hasSigns = true }
        if fields.isSign && !piece.allSatisfy(\.isWhitespace) { isUndrawn = true }
        put(piece)
    }

    /// An image that the story shows, as the archive has it.
    func add(image bytes: Data?) throws(FaultFound) {
        var drawn = Words()
        pictures.append(try Picture(bytes, words: &drawn))
        words.add(drawn.free)
    }

    func finish() {
        fields.end()
        while let ended = paragraphs.popLast() { flush(ended) }
        for instruction in fields.instructions {
            if OfficeField.isLiveDate(instruction) { isUnfinished = true }
            if OfficeField.isSign(instruction) { hasSigns = true }
            if OfficeField.isUndrawn(instruction) { isUndrawn = true }
            if OfficeField.isFetched(instruction) { isLinked = true }
        }
    }

    private func field(_ kind: String?) {
        switch kind {
        case "begin": fields.begin()
        case "separate": fields.show()
        default:
            if let sign = fields.unsavedSign { put(sign) }
            if fields.isPageNumber || fields.isUnsavedPageNumber { put(String(Character(TextMark.number))) }
            if let shown = choice.take() { put(shown) }
            fields.end()
        }
    }

    private func flush(_ paragraph: Paragraph) {
        var label = ""
        let list = styles.list(paragraph.style)
        if let number = paragraph.list ?? list?.number, number != "0" {
            let level = paragraph.level ?? list?.level ?? numbering.level(of: list?.style, in: number) ?? 0
            label = numbering.next(number, level: level)
        }
        if paragraph.text.allSatisfy(\.isWhitespace) {
            if !label.isEmpty { hasLooseNumber = true }
            return
        }
        if hasLooseNumber { label = String(Character(TextMark.label)) + label }
        hasLooseNumber = false
        let mark = paragraph.isFree ? String(Character(TextMark.free)) : ""
        words.add(mark + label + paragraph.text)
        if isRepeated { rows.add(label + paragraph.text) }
    }

    private func note(image id: String?) {
        guard let id, let target = targets[id] else { return }
        if target.isOutside { isLinked = true } else if !isHidden && !isShapeHidden { drawings.append(target.name) }
    }
}
