import Foundation
import Renditions

/// The words and images of an RTF file (RTF specification 1.9.1), as a reader sees them.
struct RTFReader {
    private(set) var body = Words()
    private(set) var running = Words()
    private(set) var images = 0

    private enum Place { case body, running, nowhere, instruction }

    private struct State {
        var place = Place.body
        var isHidden = false
        /// How many characters stand in for one in Unicode, for readers that know none.
        var substitutes = 1
        var isFirst = true
    }

    private static let silent: Set = [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "nonshppict", "generator", "themedata",
        "xmlnstbl",
        "listtable", "listoverridetable", "rsidtbl", "latentstyles", "datastore", "bkmkstart", "bkmkend", "filetbl",
        "headerl", "footerl", "headerf", "footerf", "pntext", "pntxta", "pntxtb", "listtext", "fldtype", "revtbl",
    ]
    private static let breaks: Set = ["par", "line", "tab", "cell", "row", "sect", "page", "nestcell", "column"]
    private static let signs: [String: String] = [
        "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
        "emspace": " ", "enspace": " ",
    ]

    private var text = ""
    private var runningText = ""
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
                depth -= 1
                if depth == 0 { position = bytes.count }
            case UInt8(ascii: "\\"): try control(bytes, &position)
            case 0x0A, 0x0D: break
            default: put(Self.ansi(byte))
            }
        }
        guard depth == 0 else { throw FaultFound(.broken) }
        let fields = instruction.uppercased()
        if fields.split(separator: "\n").contains(where: OfficeField.isLiveDate) { throw FaultFound(.unfinished) }
        if ["INCLUDETEXT", "INCLUDEPICTURE", "DDEAUTO", "DDE ", "LINK "].contains(where: fields.contains) {
            throw FaultFound(.linkedContent)
        }
        body.add(text)
        running.add(runningText)
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
                put(Self.ansi(code))
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
        case "header", "footer", "headerr", "footerr": states[top].place = .running
        case "fldinst":
            states[top].place = .instruction
            instruction += "\n"
        case "objlink", "objautlink": throw FaultFound(.linkedContent)
        case "fldrslt":
            if OfficeField.isPageNumber(instruction.split(separator: "\n").last ?? "") { states[top].place = .nowhere }
        case "shppict", "shpinst", "shptxt", "footnote": break
        case "pict":
            if states[top].place != .nowhere { images += 1 }
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

    /// Windows-1252, which RTF written in Western Europe uses.
    private static func ansi(_ byte: UInt8) -> String {
        byte < 0x80
            ? String(UnicodeScalar(byte)) : String(bytes: [byte], encoding: .windowsCP1252) ?? "\u{FFFD}"
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
