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
    /// What nobody sees, though it is in the file.
    private(set) var hidden = Words()
    private(set) var pictures: [Picture] = []
    /// The files of the images, and of the diagrams' texts, as the part names them.
    private(set) var drawings: [String] = []
    private(set) var diagrams: [String] = []
    private(set) var sections: [Section] = []
    private(set) var isUnfinished = false
    private(set) var isLinked = false
    /// Something that LibreOffice does not draw is in the text.
    private(set) var isUndrawn = false
    private(set) var hasOtherFile = false
    /// Characters of a typeface of signs, which do not say what they mean.
    private(set) var hasSigns = false
    private let targets: [String: WordPackage.Target]
    private let styles: WordStyles
    /// Fallbacks say once more what is said already, and former properties what is no longer so.
    private static let former: Set = [
        "mc:Fallback", "w:sectPrChange", "w:rPrChange", "w:pPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange",
    ]
    private var section = Section()
    /// The styles of the open paragraphs; one within another stands in a text box.
    private var paragraphs: [String?] = []
    private var text = ""
    private var hiddenText = ""
    private var isText = false
    private var isInstruction = false
    private var fields = OpenFields()
    private var isHidden = false
    private var isShapeHidden = false
    private var skipping = 0

    init(_ targets: [String: WordPackage.Target], _ styles: WordStyles) {
        (self.targets, self.styles) = (targets, styles)
    }

    func begin(_ name: String, _ attributes: [String: String]) {
        if Self.former.contains(name) || skipping > 0 {
            skipping += 1
            return
        }
        switch name {
        // Formulas as well, which are lost where nothing lays them out.
        case "w:t", "m:t": isText = true
        case "w:instrText": isInstruction = true
        case "w:fldChar": field(attributes["w:fldCharType"])
        case "w:fldSimple":
            fields.begin()
            fields.instruct(attributes["w:instr"] ?? "")
            fields.show()
        case "w:p":
            text += " "
            paragraphs.append(nil)
        case "w:tab", "w:br", "w:cr": text += " "
        case "w:rFonts": if WordStyles.isOfSigns(attributes) { hasSigns = true }
        case "w:sym":
            hasSigns = true
            if let code = attributes["w:char"].flatMap({ UInt32($0, radix: 16) }).flatMap(Unicode.Scalar.init) {
                isText = true
                add(String(Character(code)))
                isText = false
            }
        case "w:noBreakHyphen": text += "-"
        case "w:pStyle": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1] = attributes["w:val"] }
        case "w:r": isHidden = styles.hides(paragraph: paragraphs.last ?? nil, run: nil)
        case "w:rStyle": isHidden = styles.hides(paragraph: paragraphs.last ?? nil, run: attributes["w:val"])
        case "w:vanish": isHidden = WordStyles.isOn(attributes)
        case "w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellDel", "w:cellMerge", "w:commentReference":
            isUnfinished = true
        // A row that is hidden, and that LibreOffice shows.
        case "w:hidden": if WordStyles.isOn(attributes) { isUnfinished = true }
        case "lc:lockedCanvas": isUndrawn = true
        case "w:altChunk", "w:subDoc": hasOtherFile = true
        case "w:type": section.beginsPage = !["continuous", "nextColumn"].contains(attributes["w:val"] ?? "")
        case "w:titlePg": section.hasFirstPage = WordStyles.isOn(attributes)
        case "w:headerReference", "w:footerReference":
            let kind = attributes["w:type"] ?? "default"
            let place = name == "w:headerReference" ? "header" : "footer"
            section.edges.append(Edge(name: "\(place) \(kind)", kind: kind, id: attributes["r:id"] ?? ""))
        case "o:OLEObject": if attributes["DrawAspect"] == "Icon" { hasOtherFile = true }
        case "dgm:relIds":
            if let id = attributes["r:dm"], let target = targets[id] { diagrams.append(target.name) }
        case "w:drawing": isShapeHidden = false
        case "wp:docPr": isShapeHidden = ["1", "true"].contains(attributes["hidden"] ?? "")
        case "a:blip":
            if attributes["r:link"] != nil { isLinked = true }
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
        switch name {
        case "w:t", "m:t": isText = false
        case "w:instrText": isInstruction = false
        case "w:fldSimple": fields.end()
        case "w:p":
            flush()
            _ = paragraphs.popLast()
        case "w:tc": flush()
        case "w:sectPr":
            sections.append(section)
            section = Section()
        default: break
        }
    }

    func add(_ piece: String) {
        guard skipping == 0 else { return }
        if isInstruction { fields.instruct(piece) }
        guard isText && !fields.isPageNumber else { return }
        if piece.unicodeScalars.contains(where: SignTypeface.isPrivate) { hasSigns = true }
        if fields.isSign && !piece.allSatisfy(\.isWhitespace) { isUndrawn = true }
        if isHidden { hiddenText += piece } else { text += piece }
    }

    /// An image that the story shows, as the archive has it.
    func add(image bytes: Data?) throws(FaultFound) { pictures.append(try Picture(bytes, words: &words)) }

    func finish() {
        fields.end()
        flush()
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
            if let sign = fields.unsavedSign { if isHidden { hiddenText += sign } else { text += sign } }
            fields.end()
        }
    }

    private func flush() {
        words.add(text)
        hidden.add(hiddenText)
        (text, hiddenText) = ("", "")
    }

    private func note(image id: String?) {
        guard let id, let target = targets[id] else { return }
        if target.isOutside { isLinked = true } else if !isHidden && !isShapeHidden { drawings.append(target.name) }
    }
}
