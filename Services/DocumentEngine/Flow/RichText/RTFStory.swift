import Foundation
import Renditions

/// An RTF file read from its beginning to its end.
struct RTFStory {
    var texts = RTFTexts()
    /// The words of drawings, by where they stand.
    private(set) var drawn = (body: Words(), running: Words(), first: Words())
    private(set) var pictures: [RTFPlace: [Picture]] = [:]
    var constructs = Constructs()
    /// Characters of a typeface of signs are in the text.
    private(set) var hasSigns = false
    var hasFirstPage = false
    var hasEvenPages = false
    var hasSections = false
    /// A sign was saved as a letter, which would stand beside it.
    private(set) var isUndrawn = false
    /// How many fields would show another date tomorrow, if what was saved of them were not all that is left.
    private(set) var frozenDates = 0
    /// How many fields show a picture that lies elsewhere and is kept in the file too.
    private(set) var keptPictures = 0
    /// Where instructions stand of fields that may be computed anew, and whose saved results are shown without them.
    private(set) var computed: [Range<Int>] = []

    /// Where drawings stand, each as a group.
    private(set) var drawings: [Range<Int>] = []

    typealias Asked = (text: String, place: Range<Int>)

    struct State {
        var place = RTFPlace.body
        /// Where what is not text goes: body, running or first.
        var story = RTFPlace.body
        var isHidden = false
        var font = 0
        /// The paragraph is an item of a list.
        var isItem = false
        var isFontTable = false
        /// How many characters stand in for one in Unicode, for readers that know none.
        var substitutes = 1
        var isFirst = true
        /// Where the group begins in the file, and how much text and how many signs there were before it.
        var start = 0
        var textBefore = 0
        var signsBefore = 0
        var picturesBefore = 0
        /// Of a picture: dots without the head of a file.
        var isBitmap = false
        /// Of an instruction: where it begins among all.
        var instruction: Int?
        /// Of what a field shows: its instruction.
        var asked: Asked?
        /// The destination that is left out because nobody here knows it.
        var ignored: String?
    }

    private(set) var tokens: RTFTokens
    var fonts = RTFFonts()
    private var binary: [UInt8] = []
    /// Where the numbers of lists stand as they were saved, and the words that keep them from being shown, of which there is
    /// need where no list makes them anew.
    var numberPlaces: [Range<Int>] = []
    var hasLists = false
    /// Where page breaks stand between an item of a list and a paragraph that is none: Word takes them for the beginning of
    /// that paragraph (RTF 1.9.1, "Paragraph Formatting Properties": those at its end are its own), and LibreOffice for one
    /// more item of the list, whose number it draws.
    var looseBreaks: [Int] = []
    /// Nothing is seen in the paragraph so far.
    var isParagraphEmpty = true
    /// Of the paragraph, in which nothing is seen: the break that it begins with, where a list goes on until there.
    var openBreak: Int?
    /// The instruction of the field whose result comes next.
    var asked: Asked?
    private var signCount = 0
    private var states = [State()]
    var toSkip = 0

    init(_ tokens: RTFTokens) throws(FaultFound) {
        self.tokens = tokens
        while let token = try self.tokens.next() {
            switch token {
            case .begin: try begin()
            case .end: try end()
            case .word(let word, let number, let isStarred): try act(word, number, isStarred)
            case .symbol(let byte): symbol(byte)
            case .byte(let byte): put(byte: byte)
            case .binary(let range): if top.place == .picture { binary += self.tokens.bytes[range] }
            }
        }
        guard states.count == 1 else { throw FaultFound(.broken) }
        if !hasLists { computed += numberPlaces }
    }

    var top: State {
        get { states[states.count - 1] }
        set { states[states.count - 1] = newValue }
    }

    private mutating func begin() throws(FaultFound) {
        var state = top
        state.isFirst = true
        (state.start, state.textBefore, state.signsBefore) = (tokens.start, texts.count, signCount)
        (state.instruction, state.asked, state.picturesBefore) = (nil, nil, pictureCount)
        states.append(state)
        guard states.count <= 2000 else { throw FaultFound(.broken) }
    }

    private mutating func end() throws(FaultFound) {
        guard states.count > 1 else { throw FaultFound(.broken) }
        let ended = states.removeLast()
        endField(ended)
        if ended.place == .number, top.place != .number { endNumber() }
        if ended.place == .picture, top.place != .picture { try endPicture(ended) }
        guard states.count == 1 else { return }
        // Readers end here: what follows would be lost.
        let rest = tokens.rest
        guard Self.isBoundary(rest) || rest.allSatisfy({ $0 <= 0x20 || $0 == UInt8(ascii: "}") || $0 == 0x7F }) else {
            throw FaultFound(.broken)
        }
        if !rest.isEmpty { computed.append(tokens.position..<tokens.bytes.count) }
        tokens.stop()
    }

    /// The line that ends a part of a mail (RFC 2046, 5.1.1), left behind by a program that took the letter from it.
    private static func isBoundary(_ rest: ArraySlice<UInt8>) -> Bool {
        let line = rest.drop { $0 <= 0x20 }
        return line.count < 200 && line.starts(with: "--".utf8) && !line.contains(UInt8(ascii: "{"))
    }

    /// Ends the number of a list: what was saved is what must be drawn.
    private mutating func endNumber() {
        let (mark, number) = (String(Character(TextMark.numbered)), texts.take(.number))
        let isEmpty = Words(number).blocks.isEmpty
        texts.write(isEmpty ? String(Character(TextMark.label)) : mark + number + mark, to: top.place)
    }

    /// A picture in hexadecimal digits, or as it is (`bin`). That of a head which is written twice is shown once.
    private mutating func endPicture(_ state: State) throws(FaultFound) {
        let digits = texts.take(.picture).utf8.compactMap {
            Character(Unicode.Scalar($0)).hexDigitValue.map { UInt8($0) }
        }
        let bytes = binary + stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        binary = []
        guard !bytes.isEmpty && !state.isHidden else { return }
        var words = Words()
        let shown = state.isBitmap ? Picture(dots: Data(bytes)) : try Picture(Data(bytes), words: &words)
        let isSecond = state.story != .body && pictures[state.story]?.contains(shown) == true
        if !shown.isDots { drawings.append(state.start..<tokens.position) }
        if !isSecond { pictures[state.story, default: []].append(shown) }
        switch state.story {
        case .running: drawn.running.add(words.free)
        case .first: drawn.first.add(words.free)
        default: drawn.body.add(words.free)
        }
    }

    mutating func put(_ piece: String) {
        if toSkip > 0 { return toSkip -= 1 }
        let state = top
        if state.isFontTable { fonts.name(piece) }
        if state.place.isShown {
            let signs = fonts.signs(in: piece, state.font)
            if signs.isChanged { hasSigns = true }
            if signs.isSeen { signCount += 1 }
            if state.isHidden { return }
            if !piece.allSatisfy(\.isWhitespace) { (isParagraphEmpty, openBreak) = (false, nil) }
        }
        texts.write(piece, to: state.place)
    }

    mutating func put(_ scalar: Unicode.Scalar) { put(String(Character(scalar))) }

    private mutating func put(byte: UInt8) {
        if !fonts.isWhole(byte, top.font) && toSkip > 0 { return toSkip -= 1 }
        if let piece = fonts.text(of: byte, top.font) { put(piece) }
    }

    private mutating func symbol(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "~"): put("\u{A0}" as Unicode.Scalar)
        case UInt8(ascii: "_"): put("-" as Unicode.Scalar)
        case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): put(UnicodeScalar(byte))
        case 0x0A, 0x0D: put(" " as Unicode.Scalar)
        default: break
        }
    }

    private var pictureCount: Int { pictures.values.reduce(0) { $0 + $1.count } }

    /// Ends an instruction, or what the field shows. A sign without a saved result is drawn by its instruction.
    private mutating func endField(_ ended: State) {
        if let start = ended.instruction, top.place != .instruction {
            asked = (String(texts[.instruction].dropFirst(start)), ended.start..<tokens.position)
        }
        guard let (text, place) = ended.asked else { return }
        let isSaved = texts.count > ended.textBefore
        let isSign = OfficeField.isSign(text) && isSaved
        if isSign && signCount == ended.signsBefore { isUndrawn = true }
        if OfficeField.isLiveDate(text) {
            guard isSaved else { return }
            frozenDates += 1
        }
        let isKept = OfficeField.word(text) == "INCLUDEPICTURE" && pictureCount > ended.picturesBefore
        if isKept { keptPictures += 1 }
        if isSign || isKept || SavedFields.isComputed(text) { computed.append(place) }
    }
}
