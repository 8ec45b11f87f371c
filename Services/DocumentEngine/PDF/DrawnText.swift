import CQPDF
import Foundation
import Renditions

/// The text of a laid-out page, piece by piece in the order in which it is drawn: the order of the document, whatever
/// stands beside it on the page.
///
/// LibreOffice draws each portion of a line as a text object of its own (ISO 32000-1, 9.4), and says of each typeface
/// what its codes mean (9.10.3).
struct DrawnText {
    /// A typeface's codes and what they mean.
    private struct Codes {
        var size = 1
        var map = UnicodeMap()
    }

    private struct Piece {
        var x: Double
        var y: Double
        var text: String
    }

    private(set) var words = Words()
    private var fonts: [Int32: Codes] = [:]
    private var open: [Piece] = []
    private var (x, y, lineX, lineY) = (0.0, 0.0, 0.0, 0.0)
    private var leading = 0.0
    /// For each marked content that is open: what it says in place of its glyphs, until that was told.
    private var marked: [String?] = []

    /// The text of each page.
    static func pages(of made: MadePDF) throws(FaultFound) -> [Words] {
        var text = DrawnText()
        return try made.opened.file().pages.map { page in
            text.words = Words()
            text.read(page.content, page.inherited("/Resources"), depth: 0)
            return text.words
        }
    }

    private mutating func read(_ content: [UInt8], _ resources: PDFObject?, depth: Int) {
        var codes = Codes()
        var fonts: [String: Codes] = [:]
        for operation in ContentOperations(content) {
            let numbers = operation.numbers
            switch operation.name {
            case "BT": (open, x, y, lineX, lineY) = ([], 0, 0, 0, 0)
            case "ET": end()
            case "Tf":
                guard let name = operation.operand else { continue }
                codes = fonts[name] ?? self.codes(of: resources?["/Font"]?[name])
                fonts[name] = codes
            case "Td", "TD":
                guard numbers.count == 2 else { continue }
                (lineX, lineY) = (lineX + numbers[0], lineY + numbers[1])
                (x, y) = (lineX, lineY)
            case "Tm":
                guard numbers.count == 6 else { continue }
                (lineX, lineY, x, y) = (numbers[4], numbers[5], numbers[4], numbers[5])
            case "Tj", "TJ", "'", "\"": show(content[operation.place], codes)
            case "BDC", "BMC": marked.append(Self.actualText(content[operation.place]))
            case "EMC": if !marked.isEmpty { marked.removeLast() }
            case "Do":
                guard depth < 8, let name = operation.operand, let object = resources?["/XObject"]?[name],
                    object["/Subtype"]?.isName("/Form") == true
                else { continue }
                read(object.data, object["/Resources"] ?? resources, depth: depth + 1)
            default: break
            }
        }
    }

    private mutating func show(_ operands: ArraySlice<UInt8>, _ codes: Codes) {
        var text = ""
        if let index = marked.lastIndex(where: { $0 != nil }) {
            text = marked[index] ?? ""
            marked[index] = ""
        } else {
            let bytes = Self.strings(in: operands)
            for start in stride(from: 0, to: bytes.count - codes.size + 1, by: codes.size) {
                let code = bytes[start..<start + codes.size].reduce(0) { $0 << 8 | Int($1) }
                let plain = codes.map.texts.isEmpty ? String(UnicodeScalar(UInt8(code & 0xFF))) : ""
                text += codes.map.texts[code] ?? plain
            }
        }
        open.append(Piece(x: x, y: y, text: text))
    }

    /// Ends a portion. Signs of another typeface are drawn after the rest of it, at their places.
    private mutating func end() {
        if let first = open.first, open.allSatisfy({ $0.y == first.y }) {
            open = open.enumerated().sorted { ($0.element.x, $0.offset) < ($1.element.x, $1.offset) }.map(\.element)
        }
        words.add(open.map(\.text).joined())
        open = []
    }

    /// What marked content says in place of its glyphs (14.9.4).
    private static func actualText(_ operands: ArraySlice<UInt8>) -> String? {
        let name = Data("/ActualText".utf8)
        guard let place = Data(operands).range(of: name) else { return nil }
        let bytes = strings(in: operands.dropFirst(place.upperBound))
        guard bytes.starts(with: [0xFE, 0xFF]) else { return String(decoding: bytes, as: UTF8.self) }
        return UnicodeMap.text(of: Array(bytes.dropFirst(2)))
    }

    private mutating func codes(of font: PDFObject?) -> Codes {
        guard let font else { return Codes() }
        if let known = fonts[font.number], font.number != 0 { return known }
        var codes = Codes()
        if font["/Subtype"]?.isName("/Type0") == true { codes.size = 2 }
        if let map = font["/ToUnicode"] { codes.map = UnicodeMap(map.data) }
        fonts[font.number] = codes
        return codes
    }

    /// The bytes of all strings among operands (7.3.4).
    static func strings(in operands: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var position = operands.startIndex
        while position < operands.endIndex {
            let byte = operands[position]
            position += 1
            if byte == UInt8(ascii: "<") {
                let end = operands[position...].firstIndex(of: UInt8(ascii: ">")) ?? operands.endIndex
                result += UnicodeMap.hexadecimal(operands[position..<end])
                position = end
            } else if byte == UInt8(ascii: "(") {
                result += literal(operands, &position)
            }
        }
        return result
    }

    private static func literal(_ operands: ArraySlice<UInt8>, _ position: inout Int) -> [UInt8] {
        let escapes: [UInt8: UInt8] = [0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09, 0x62: 0x08, 0x66: 0x0C]
        var (result, depth): ([UInt8], Int) = ([], 1)
        while position < operands.endIndex {
            let byte = operands[position]
            position += 1
            switch byte {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return result }
            case UInt8(ascii: "\\"):
                let digits = operands[position...].prefix(3).prefix { (0x30...0x37).contains($0) }
                if let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) {
                    result.append(code)
                    position += digits.count
                } else if position < operands.endIndex {
                    result.append(escapes[operands[position]] ?? operands[position])
                    position += 1
                }
                continue
            default: break
            }
            result.append(byte)
        }
        return result
    }
}
