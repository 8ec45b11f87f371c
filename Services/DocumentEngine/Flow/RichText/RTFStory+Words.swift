import Renditions

/// What control words do.
extension RTFStory {
    private static let breaks: Set = ["line", "tab", "page", "column"]
    private static let ends: Set = ["par", "cell", "row", "sect", "nestcell", "nestrow"]
    /// What gives a paragraph a place of its own.
    private static let placing: Set = ["absw", "absh", "posx", "posy", "posxc", "posxr", "posyc", "dropcapli"]
    private static let signs: [String: String] = [
        "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
        "emspace": " ", "enspace": " ", "qmspace": " ",
    ]
    private static let edges: [String: RTFPlace] = [
        "header": .running, "footer": .running, "headerr": .running, "footerr": .running, "headerf": .first,
        "footerf": .first, "headerl": .other, "footerl": .other,
    ]
    /// Insertions and deletions that nobody has accepted, comments, dates of today.
    private static let unfinished: Set = [
        "annotation", "atnid", "chdate", "chtime", "chdpl", "chdpa", "mvf", "mvt", "clins", "cldel", "clmrgd",
    ]

    /// Does what a control word says.
    mutating func act(_ word: String, _ number: Int?, _ isStarred: Bool) throws(FaultFound) {
        let isDestination = top.isFirst && isStarred
        top.isFirst = false
        if let ignored = top.ignored, RTFWords.seen.contains(word) { constructs.note(ignored) }
        if Self.unfinished.contains(word) || ["deleted", "revised"].contains(word) && number != 0 {
            throw FaultFound(.unfinished)
        }
        if let place = Self.edges[word] {
            top.place = place
            top.story = place == .first ? .first : .running
            if place == .other { return texts.write(TextMark.paragraph, to: place) }
            return texts.beginEdge(place)
        }
        noteBreak(word, number)
        if try describe(word, number) { return }
        if show(word, number) || destine(word) { return }
        if Self.ends.contains(word) {
            if word == "sect" { hasSections = true }
            texts.write(TextMark.paragraph, to: top.place)
        } else if Self.breaks.contains(word) {
            put(" " as Unicode.Scalar)
        } else if Self.placing.contains(word) {
            texts.write(TextMark.free, to: top.place)
        } else if let sign = Self.signs[word] {
            put(sign)
        } else if isDestination || RTFWords.silent.contains(word) {
            if !RTFWords.silent.contains(word) && top.place != .nowhere { top.ignored = word }
            top.place = .nowhere
        } else if top.place.isShown && !RTFWords.plain.contains(word) {
            constructs.note(word)
        }
    }

    private mutating func noteBreak(_ word: String, _ number: Int?) {
        switch word {
        case "ls": top.isItem = true
        case "pard":
            if let openBreak { looseBreaks.append(openBreak) }
            (openBreak, top.isItem) = (nil, false)
        case "page": if isParagraphEmpty && top.isItem && top.place == .body { openBreak = openBreak ?? tokens.start }
        case _ where Self.ends.contains(word): (isParagraphEmpty, openBreak) = (true, nil)
        default: break
        }
    }

    /// What changes how text is read.
    private mutating func describe(_ word: String, _ number: Int?) throws(FaultFound) -> Bool {
        switch word {
        case "uc": top.substitutes = number ?? 1
        case "fonttbl": (top.place, top.isFontTable) = (.nowhere, true)
        case "f": if top.isFontTable { fonts.describe(number ?? 0) } else { top.font = number ?? 0 }
        case "deff": (fonts.usual, top.font) = (number ?? 0, number ?? 0)
        case "fcharset": fonts.setCharSet(number)
        case "v": top.isHidden = number != 0
        case "plain": (top.isHidden, top.font) = (false, fonts.usual)
        case "ansicpg": fonts.set(CodePage(number ?? 1252), isForeign: false)
        case "mac", "pc", "pca":
            fonts.set(CodePage(word == "mac" ? 10000 : word == "pc" ? 437 : 850), isForeign: true)
        case "titlepg": hasFirstPage = true
        case "facingp": hasEvenPages = true
        case "objlink", "objautlink": throw FaultFound(.linkedContent)
        case "dibitmap", "wbitmap": top.isBitmap = true
        default: return false
        }
        return true
    }

    /// What is text itself.
    private mutating func show(_ word: String, _ number: Int?) -> Bool {
        switch word {
        case "u":
            let number = number ?? 63
            toSkip = 0
            put(Unicode.Scalar(UInt32(truncatingIfNeeded: number < 0 ? number + 65_536 : number)) ?? "\u{FFFD}")
            toSkip = top.substitutes
        case "chpgn", "chftn", "sectnum": put(TextMark.number)
        default: return false
        }
        return true
    }

    /// What text belongs to.
    private mutating func destine(_ word: String) -> Bool {
        switch word {
        case "listtext", "pntext":
            top.place = .number
            numberPlaces.append(tokens.start..<tokens.position)
        case "pn", "listtable": (hasLists, top.place) = (true, .nowhere)
        case "objclass": top.place = .kind
        case "fldinst":
            top.place = .instruction
            texts.write("\n", to: .instruction)
            top.instruction = texts[.instruction].count
        case "fldrslt":
            (top.asked, asked) = (asked, nil)
            if OfficeField.isPageNumber(texts[.instruction].split(separator: "\n").last ?? "") {
                put(TextMark.number)
                top.place = .nowhere
            }
        case "shppict", "shpinst": break
        // A text box has lines of its own.
        case "shptxt":
            if top.place == .body { top.place = .note }
            texts.write(TextMark.paragraph, to: top.place)
        case "sv": if top.place != .nowhere { top.place = .value }
        case "footnote":
            texts.write(TextMark.number, to: top.place)
            if top.place == .body { top.place = .note }
            texts.write(TextMark.paragraph, to: top.place)
            texts.write(TextMark.number, to: top.place)
        case "pict": if top.place != .nowhere { top.place = .picture }
        default: return false
        }
        return true
    }
}
