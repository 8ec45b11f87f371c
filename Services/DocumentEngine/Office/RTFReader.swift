import Foundation
import Renditions

/// The words and images of an RTF file (RTF specification 1.9.1), as a reader sees them.
struct RTFReader {
    private(set) var body = Words()
    private(set) var running = Words()
    /// Nil where the first page has no head and foot of its own.
    private(set) var first: Words?
    /// What else any page may have at head and foot.
    private(set) var others = Words()
    private(set) var hidden = Words()
    private(set) var pictures = Pictures()
    /// Characters of a typeface of signs are in the text.
    private(set) var hasSigns = false
    /// Where instructions stand of fields that may be computed anew, and whose saved results are shown without them.
    private(set) var computed: [Range<Int>] = []

    /// `value` is that of a shape's property, which can be a picture.
    private enum Place { case body, note, running, first, other, picture, nowhere, instruction, value, number, kind }

    private struct State {
        var place = Place.body
        /// Where what is not text goes: body, running or first.
        var story = Place.body
        var isHidden = false
        var font = 0
        var isFontTable = false
        /// How many characters stand in for one in Unicode, for readers that know none.
        var substitutes = 1
        var isFirst = true
        /// Where the group begins in the file.
        var start = 0
        /// How much text there was before it.
        var textBefore = 0
        /// And how many signs.
        var signsBefore = 0
        /// Of a picture: dots without the head of a file.
        var isBitmap = false
        /// Of an instruction: where it begins among all.
        var instruction: Int?
        /// Of what a field shows: its instruction.
        var asked: Asked?
    }

    private typealias Asked = (text: String, place: Range<Int>)

    private static let silent: Set = [
        "colortbl", "stylesheet", "info", "objdata", "sn", "shprslt", "nonshppict", "generator", "themedata",
        "xmlnstbl",
        "listtable", "listoverridetable", "rsidtbl", "latentstyles", "datastore", "bkmkstart", "bkmkend", "filetbl",
        "pntxta", "pntxtb", "fldtype", "revtbl",
    ]
    private static let breaks: Set = ["line", "tab", "page", "column"]
    private static let ends: Set = ["par", "cell", "row", "sect", "nestcell", "nestrow"]
    /// What gives a paragraph a place of its own.
    private static let placing: Set = ["absw", "absh", "posx", "posy", "posxc", "posxr", "posyc", "dropcapli"]
    private static let signs: [String: String] = [
        "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
        "emspace": " ", "enspace": " ",
    ]

    private var text = ""
    /// Each head or foot begins with a mark.
    private var runningText = ""
    private var firstText = ""
    private var hasFirstPage = false
    private var noteText = ""
    private var hiddenText = ""
    private var picture: [UInt8] = []
    private var pictureDigits = ""
    private var runningPictures: [Picture] = []
    private var firstPictures: [Picture] = []
    private var hasSections = false
    private var hasEvenPages = false
    /// The character sets of the typefaces; 2 is that of signs without a meaning as letters.
    private var fonts: [Int: Int] = [:]
    private var fontNames: [Int: String] = [:]
    private var tableFont = 0
    private var usualFont = 0
    private var codePage = CodePage.western
    /// The bytes of a character that is not whole yet.
    private var pending: [UInt8] = []
    /// The file says that its code page is that of another system than Windows.
    private var isForeign = false
    private static let mark: Character = "\u{1}"
    /// The number of a list as it was saved, and the words that keep such numbers from being shown, of which there is need
    /// where no list makes them anew.
    private var numbers = ""
    private var numberPlaces: [Range<Int>] = []
    private var hasLists = false
    private var otherText = ""
    /// How many fields would show another date tomorrow, if what was saved of them were not all that is left.
    private(set) var frozenDates = 0
    private var objectKinds = ""
    private var instruction = ""
    /// The instruction of the field whose result comes next.
    private var asked: Asked?
    private var signCount = 0
    /// A sign was saved as a letter, which would stand beside it.
    private var isUndrawn = false
    private var states = [State()]
    private var toSkip = 0

    init(_ data: Data) throws(FaultFound) {
        let bytes = Array(data)
        var position = 0
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "{"):
                var state = states[states.count - 1]
                state.isFirst = true
                (state.start, state.textBefore, state.instruction, state.asked) = (position - 1, textCount, nil, nil)
                state.signsBefore = signCount
                states.append(state)
                depth += 1
                guard depth < 2000 else { throw FaultFound(.broken) }
            case UInt8(ascii: "}"):
                guard states.count > 1 else { throw FaultFound(.broken) }
                let ended = states.removeLast()
                endField(ended, position)
                if ended.place == .number, states[states.count - 1].place != .number { endNumber(ended) }
                if ended.place == .picture, states[states.count - 1].place != .picture { try endPicture(ended) }
                depth -= 1
                if depth == 0 {
                    // Readers end here: what follows would be lost.
                    let rest = bytes[position...]
                    let isBoundary = Self.isBoundary(rest)
                    guard isBoundary || rest.allSatisfy({ $0 <= 0x20 || $0 == byte || $0 == 0x7F }) else {
                        throw FaultFound(.broken)
                    }
                    if isBoundary { computed.append(position..<bytes.count) }
                    position = bytes.count
                }
            case UInt8(ascii: "\\"): try control(bytes, &position)
            case 0x0A, 0x0D: break
            default: put(byte: byte)
            }
        }
        guard depth == 0 else { throw FaultFound(.broken) }
        let fields = instruction.split(separator: "\n")
        if fields.count(where: OfficeField.isLiveDate) > frozenDates { throw FaultFound(.unfinished) }
        if fields.contains(where: OfficeField.isFetched) { throw FaultFound(.linkedContent) }
        if isUndrawn || fields.contains(where: OfficeField.isUndrawn) { throw FaultFound(.contentLost) }
        if fields.contains(where: OfficeField.isSign) { hasSigns = true }
        if objectKinds.lowercased().contains("package") { throw FaultFound(.embeddedFiles) }
        if !hasLists { computed += numberPlaces }
        body.add(text)
        var notes = Words()
        notes.add(noteText)
        body.add(notes.free)
        others.add(otherText)
        hidden.add(hiddenText)
        running.add(Self.edges(runningText))
        if hasFirstPage { first = (first ?? Words()) + Self.edges(firstText) } else { first = nil }
        others.add(Self.edges(firstText))
        // Where there are several sections, which of them a page belongs to is not known.
        if !hasSections {
            pictures.edges = [
                .init(
                    usual: runningPictures, even: hasEvenPages ? [] : nil, first: hasFirstPage ? firstPictures : nil)
            ]
        } else if !runningPictures.isEmpty || !firstPictures.isEmpty {
            pictures.edges = [.init(), .init(usual: runningPictures)]
        }
    }

    /// The line that ends a part of a mail (RFC 2046, 5.1.1), left behind by a program that took the letter from it.
    private static func isBoundary(_ rest: ArraySlice<UInt8>) -> Bool {
        let line = rest.drop { $0 <= 0x20 }
        return line.count < 200 && line.starts(with: "--".utf8) && !line.contains(UInt8(ascii: "{"))
    }

    /// Ends the number of a list: what was saved is what must be drawn.
    private mutating func endNumber(_ ended: State) {
        let mark = Character(TextMark.numbered)
        let label = Words(numbers).blocks.isEmpty ? String(Character(TextMark.label)) : "\(mark)\(numbers)\(mark)"
        numbers = ""
        write(label, to: states[states.count - 1].place)
    }

    /// A head that is written twice, for the page and for its section, is shown once.
    private static func edges(_ text: String) -> Words {
        var words = Words()
        var seen: [Words] = []
        for edge in text.split(separator: mark).map({ Words(String($0)) }) where !seen.contains(edge) {
            seen.append(edge)
            words.add(edge)
        }
        return words
    }

    /// A picture in hexadecimal digits, or as it is (`bin`). That of a head which is written twice is shown once.
    private mutating func endPicture(_ state: State) throws(FaultFound) {
        let digits = pictureDigits.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue.map { UInt8($0) } }
        picture += stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        defer { (picture, pictureDigits) = ([], "") }
        guard !picture.isEmpty && !state.isHidden else { return }
        var words = Words()
        let shown = state.isBitmap ? Picture(dots: Data(picture)) : try Picture(Data(picture), words: &words)
        words = words.free
        switch state.story {
        case .running:
            if !runningPictures.contains(shown) { runningPictures.append(shown) }
            running.add(words)
        case .first:
            if !firstPictures.contains(shown) { firstPictures.append(shown) }
            first = (first ?? Words()) + words
        default:
            pictures.body.append(shown)
            body.add(words)
        }
    }

    private mutating func put(_ piece: String) {
        if toSkip > 0 {
            toSkip -= 1
            return
        }
        let state = states[states.count - 1]
        if state.isFontTable { fontNames[tableFont, default: ""] += piece }
        if [.body, .note, .running, .first].contains(state.place) { note(signs: piece, state.font) }
        if state.isHidden && [.body, .note, .running, .first].contains(state.place) {
            hiddenText += piece
            return
        }
        write(piece, to: state.place)
    }

    private mutating func write(_ piece: String, to place: Place) {
        switch place {
        case .body: text += piece
        case .note: noteText += piece
        case .running: runningText += piece
        case .first: firstText += piece
        case .other: otherText += piece
        case .picture: pictureDigits += piece
        case .instruction: instruction += piece
        case .number: numbers += piece
        case .kind: objectKinds += piece
        default: break
        }
    }

    private var textCount: Int {
        text.utf8.count + runningText.utf8.count + firstText.utf8.count + noteText.utf8.count
    }

    /// Ends an instruction, or what the field shows. A sign without a saved result is drawn by its instruction.
    private mutating func endField(_ ended: State, _ position: Int) {
        if let start = ended.instruction, states[states.count - 1].place != .instruction {
            asked = (String(instruction.dropFirst(start)), ended.start..<position)
        }
        guard let (text, place) = ended.asked else { return }
        let isSign = OfficeField.isSign(text) && textCount > ended.textBefore
        if isSign && signCount == ended.signsBefore { isUndrawn = true }
        let isSaved = textCount > ended.textBefore
        if OfficeField.isLiveDate(text) {
            guard isSaved else { return }
            frozenDates += 1
        }
        if isSign || SavedFields.isComputed(text) { computed.append(place) }
    }

    private mutating func note(signs piece: String, _ font: Int) {
        let name = (fontNames[font] ?? "").prefix { $0 != ";" }
        let isOfSigns = SignTypeface(name: String(name)) != nil
        if isOfSigns && SignTypeface.changes(piece) { hasSigns = true }
        let isSeen = !piece.allSatisfy(\.isWhitespace)
        if (isOfSigns && isSeen) || piece.unicodeScalars.contains(where: SignTypeface.isPrivate) {
            hasSigns = true
            signCount += 1
        }
    }

    private mutating func control(_ bytes: [UInt8], _ position: inout Int) throws(FaultFound) {
        guard position < bytes.count else { throw FaultFound(.broken) }
        let byte = bytes[position]
        guard byte.isLetter else {
            position += 1
            switch byte {
            case UInt8(ascii: "'"):
                guard position + 2 <= bytes.count,
                    let code = UInt8(String(decoding: bytes[position..<(position + 2)], as: UTF8.self), radix: 16)
                else { throw FaultFound(.broken) }
                position += 2
                put(byte: code)
            case UInt8(ascii: "~"): put("\u{A0}")
            case UInt8(ascii: "_"): put("-")
            case UInt8(ascii: "-"): break
            case UInt8(ascii: "*"): break
            case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): put(String(UnicodeScalar(byte)))
            case 0x0A, 0x0D: put(" ")
            default: break
            }
            return
        }
        let start = position
        while position < bytes.count, bytes[position].isLetter { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        let numberStart = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        let number = Int(String(decoding: bytes[numberStart..<position], as: UTF8.self))
        if position < bytes.count, bytes[position] == 0x20 { position += 1 }
        let isDestination =
            states[states.count - 1].isFirst && start >= 4 && bytes[start - 2] == UInt8(ascii: "*")
        states[states.count - 1].isFirst = false
        try act(word, number, isUnknownDestination: isDestination, at: start - 1, bytes, &position)
    }

    private mutating func act(
        _ word: String, _ number: Int?, isUnknownDestination: Bool, at start: Int, _ bytes: [UInt8],
        _ position: inout Int
    ) throws(FaultFound) {
        let top = states.count - 1
        switch word {
        case "u":
            let code = UInt32(truncatingIfNeeded: (number ?? 63) < 0 ? (number ?? 0) + 65_536 : number ?? 63)
            toSkip = 0
            put(Unicode.Scalar(code).map { String(Character($0)) } ?? "\u{FFFD}")
            toSkip = states[top].substitutes
        case "uc": states[top].substitutes = number ?? 1
        case "bin":
            let end = min(bytes.count, position + max(0, number ?? 0))
            if states[top].place == .picture { picture += bytes[position..<end] }
            position = end
        case "fonttbl": (states[top].place, states[top].isFontTable) = (.nowhere, true)
        case "f": if states[top].isFontTable { tableFont = number ?? 0 } else { states[top].font = number ?? 0 }
        case "deff": (usualFont, states[top].font) = (number ?? 0, number ?? 0)
        case "fcharset": fonts[tableFont] = number
        case "v": states[top].isHidden = number != 0
        case "plain": (states[top].isHidden, states[top].font) = (false, usualFont)
        case "deleted", "revised":
            if number != 0 { throw FaultFound(.unfinished) }
        case "annotation", "atnid", "chdate", "chtime", "chdpl", "chdpa": throw FaultFound(.unfinished)
        case "listtext", "pntext":
            states[top].place = .number
            numberPlaces.append(start..<position)
        case "chpgn", "chftn", "sectnum": put(String(Character(TextMark.number)))
        case "pn", "listtable":
            hasLists = true
            states[top].place = .nowhere
        case "objclass": states[top].place = .kind
        case "ansicpg": codePage = CodePage(number ?? 1252)
        case "mac", "pc", "pca":
            (codePage, isForeign) = (CodePage(word == "mac" ? 10000 : word == "pc" ? 437 : 850), true)
        case "titlepg": hasFirstPage = true
        case "facingp": hasEvenPages = true
        case "header", "footer", "headerr", "footerr":
            (states[top].place, states[top].story) = (.running, .running)
            runningText.append(Self.mark)
        case "headerl", "footerl":
            (states[top].place, states[top].story) = (.other, .running)
            otherText.append(Character(TextMark.paragraph))
        case "headerf", "footerf":
            (states[top].place, states[top].story) = (.first, .first)
            firstText.append(Self.mark)
        case "fldinst":
            states[top].place = .instruction
            instruction += "\n"
            states[top].instruction = instruction.count
        case "objlink", "objautlink": throw FaultFound(.linkedContent)
        case "fldrslt":
            (states[top].asked, asked) = (asked, nil)
            if OfficeField.isPageNumber(instruction.split(separator: "\n").last ?? "") {
                put(String(Character(TextMark.number)))
                states[top].place = .nowhere
            }
        case "shppict", "shpinst": break
        case "dibitmap", "wbitmap": states[top].isBitmap = true
        // A text box has lines of its own.
        case "shptxt":
            if states[top].place == .body { states[top].place = .note }
            end()
        case "sv": if states[top].place != .nowhere { states[top].place = .value }
        case "footnote":
            write(String(Character(TextMark.number)), to: states[top].place)
            if states[top].place == .body { states[top].place = .note }
            end()
            write(String(Character(TextMark.number)), to: states[top].place)
        case "pict": if states[top].place != .nowhere { states[top].place = .picture }
        default:
            if Self.ends.contains(word) {
                if word == "sect" { hasSections = true }
                end()
            } else if Self.breaks.contains(word) {
                put(" ")
            } else if Self.placing.contains(word) {
                write(String(Character(TextMark.free)), to: states[top].place)
            } else if let sign = Self.signs[word] {
                put(sign)
            } else if isUnknownDestination || Self.silent.contains(word) {
                states[top].place = .nowhere
            }
        }
    }

    /// Ends a paragraph.
    private mutating func end() {
        write(String(Character(TextMark.paragraph)), to: states[states.count - 1].place)
        if states[states.count - 1].isHidden { hiddenText += " " }
    }

    private mutating func put(byte: UInt8) {
        let charSet = fonts[states[states.count - 1].font] ?? 1
        // Where Word has the signs of such a typeface in Unicode.
        if charSet == 2 && byte >= 0x20 {
            return put(Unicode.Scalar(0xF000 + UInt32(byte)).map { String(Character($0)) } ?? "")
        }
        if byte < 0x80 && pending.isEmpty { return put(String(UnicodeScalar(byte))) }
        if toSkip > 0 { return toSkip -= 1 }
        let isWhole = charSet == 0 && isForeign
        let page = isWhole ? codePage : CodePage(charSet: charSet) ?? codePage
        pending.append(byte)
        if let text = page.text(pending) {
            pending = []
            put(text)
        } else if pending.count >= page.width {
            pending = []
            put("\u{FFFD}")
        }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
