import Foundation
import Renditions

/// The words and images of an RTF file (RTF specification 1.9.1), as a reader sees them.
struct RTFReader {
    private(set) var body = Words()
    private(set) var running = Words()
    /// Nil where the first page has no head and foot of its own.
    private(set) var first: Words?
    private(set) var images = 0

    private enum Place { case body, running, first, picture, nowhere, instruction }

    private struct State {
        var place = Place.body
        var isHidden = false
        /// How many characters stand in for one in Unicode, for readers that know none.
        var substitutes = 1
        var isFirst = true
        /// Within the group of a picture that is shown.
        var isPicture = false
    }

    private static let silent: Set = [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "nonshppict", "generator", "themedata",
        "xmlnstbl",
        "listtable", "listoverridetable", "rsidtbl", "latentstyles", "datastore", "bkmkstart", "bkmkend", "filetbl",
        "headerl", "footerl", "pntext", "pntxta", "pntxtb", "listtext", "fldtype", "revtbl",
    ]
    private static let breaks: Set = ["par", "line", "tab", "cell", "row", "sect", "page", "nestcell", "column"]
    private static let signs: [String: String] = [
        "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
        "emspace": " ", "enspace": " ",
    ]

    private var text = ""
    /// Each head or foot begins with a mark.
    private var runningText = ""
    private var firstText = ""
    private var hasFirstPage = false
    private var picture = ""
    private var codePage = String.Encoding.windowsCP1252
    private static let mark: Character = "\u{1}"
    private static let codePages: [Int: String.Encoding] = [
        1250: .windowsCP1250, 1251: .windowsCP1251, 1252: .windowsCP1252, 1253: .windowsCP1253, 1254: .windowsCP1254,
    ]
    private var instruction = ""
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
                states.append(state)
                depth += 1
                guard depth < 2000 else { throw FaultFound(.broken) }
            case UInt8(ascii: "}"):
                guard states.count > 1 else { throw FaultFound(.broken) }
                states.removeLast()
                if !picture.isEmpty, states[states.count - 1].place != .picture { try endPicture() }
                depth -= 1
                if depth == 0 { position = bytes.count }
            case UInt8(ascii: "\\"): try control(bytes, &position)
            case 0x0A, 0x0D: break
            default: put(ansi(byte))
            }
        }
        guard depth == 0 else { throw FaultFound(.broken) }
        let fields = instruction.uppercased()
        if fields.split(separator: "\n").contains(where: OfficeField.isLiveDate) { throw FaultFound(.unfinished) }
        if ["INCLUDETEXT", "INCLUDEPICTURE", "DDEAUTO", "DDE ", "LINK "].contains(where: fields.contains) {
            throw FaultFound(.linkedContent)
        }
        body.add(text)
        running = Self.edges(runningText)
        if hasFirstPage { first = Self.edges(firstText) }
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

    /// Of the kinds of pictures that a layout takes over as they are, each must be whole.
    private mutating func endPicture() throws(FaultFound) {
        let digits = picture.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue.map { UInt8($0) } }
        picture = ""
        let bytes = Data(stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
        if !ImageFile.isWhole(bytes) { throw FaultFound(.broken) }
    }

    private mutating func put(_ piece: String) {
        if toSkip > 0 {
            toSkip -= 1
            return
        }
        let state = states[states.count - 1]
        switch state.place {
        case .body where !state.isHidden: text += piece
        case .running where !state.isHidden: runningText += piece
        case .first where !state.isHidden: firstText += piece
        case .picture: picture += piece
        case .instruction: instruction += piece
        default: break
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
                put(ansi(code))
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
        try act(word, number, isUnknownDestination: isDestination, bytes, &position)
    }

    private mutating func act(
        _ word: String, _ number: Int?, isUnknownDestination: Bool, _ bytes: [UInt8], _ position: inout Int
    ) throws(FaultFound) {
        let top = states.count - 1
        switch word {
        case "u":
            let code = UInt32(truncatingIfNeeded: (number ?? 63) < 0 ? (number ?? 0) + 65_536 : number ?? 63)
            toSkip = 0
            put(Unicode.Scalar(code).map { String(Character($0)) } ?? "\u{FFFD}")
            toSkip = states[top].substitutes
        case "uc": states[top].substitutes = number ?? 1
        case "bin": position = min(bytes.count, position + max(0, number ?? 0))
        case "v": states[top].isHidden = number != 0
        case "plain": states[top].isHidden = false
        case "deleted", "revised":
            if number != 0 { throw FaultFound(.unfinished) }
        case "annotation", "atnid": throw FaultFound(.unfinished)
        case "ansicpg": codePage = Self.codePages[number ?? 0] ?? codePage
        case "titlepg": hasFirstPage = true
        case "header", "footer", "headerr", "footerr":
            states[top].place = .running
            runningText.append(Self.mark)
        case "headerf", "footerf":
            states[top].place = .first
            firstText.append(Self.mark)
        case "pngblip", "jpegblip": if states[top].isPicture { states[top].place = .picture }
        case "fldinst":
            states[top].place = .instruction
            instruction += "\n"
        case "objlink", "objautlink": throw FaultFound(.linkedContent)
        case "fldrslt":
            if OfficeField.isPageNumber(instruction.split(separator: "\n").last ?? "") { states[top].place = .nowhere }
        case "shppict", "shpinst", "shptxt", "footnote": break
        case "pict":
            states[top].isPicture = states[top].place != .nowhere
            if states[top].isPicture { images += 1 }
            states[top].place = .nowhere
        default:
            if Self.breaks.contains(word) {
                put(" ")
            } else if let sign = Self.signs[word] {
                put(sign)
            } else if isUnknownDestination || Self.silent.contains(word) {
                states[top].place = .nowhere
            }
        }
    }

    private func ansi(_ byte: UInt8) -> String {
        byte < 0x80 ? String(UnicodeScalar(byte)) : String(bytes: [byte], encoding: codePage) ?? "\u{FFFD}"
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
