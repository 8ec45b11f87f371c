import CImages
import CQPDF
import Foundation
import Renditions

/// Whether the parts that a page is drawn from are there, and can be drawn: a reader leaves out what is not, and says
/// nothing.
struct PDFParts {
    private var forms: Set<Int32> = []
    private var images: [Int32: Bool] = [:]

    /// - Throws: `FaultFound` for the first page that lacks one.
    static func check(_ file: PDFFile) throws(FaultFound) {
        var parts = PDFParts()
        for (index, page) in file.pages.enumerated() {
            let isWhole = withExtendedLifetime(file) {
                parts.areWhole(page.content, page.inherited("/Resources"), depth: 0)
            }
            if !isWhole { throw FaultFound(.broken, page: index + 1) }
        }
    }

    private mutating func areWhole(_ content: [UInt8], _ resources: PDFObject?, depth: Int) -> Bool {
        let objects = resources?["/XObject"]
        let fonts = resources?["/Font"]
        var known: [String: Bool] = [:]
        var hasFont = true
        for operation in ContentOperations(content) {
            switch operation.name {
            case "Tf":
                guard let name = operation.operand else { continue }
                hasFont = known[name] ?? (fonts?.has(name) == true)
                known[name] = hasFont
            case "Tj", "TJ", "'", "\"": if !hasFont { return false }
            case "Do":
                guard let name = operation.operand, let object = objects?[name], object.isStream else { return false }
                if !isWhole(object, resources, depth) { return false }
            default: break
            }
        }
        return true
    }

    private mutating func isWhole(_ object: PDFObject, _ resources: PDFObject?, _ depth: Int) -> Bool {
        switch object["/Subtype"]?.name {
        case "/Image":
            if let verdict = images[object.number] { return verdict }
            let verdict = PDFImage(object).isWhole
            images[object.number] = verdict
            return verdict
        case "/Form":
            guard depth < 20, forms.insert(object.number).inserted else { return true }
            return areWhole(object.data, object["/Resources"] ?? resources, depth: depth + 1)
        default: return true
        }
    }
}

/// An image of a PDF file and the dots that it must have (ISO 32000-1, 8.9.5).
struct PDFImage {
    private let object: PDFObject
    private let width: Int
    private let height: Int

    init(_ object: PDFObject) {
        self.object = object
        width = object["/Width"]?.integer ?? 0
        height = object["/Height"]?.integer ?? 0
    }

    /// As far as its beginning and its length tell; of what is packed twice, nothing is said.
    var isWhole: Bool {
        guard width > 0, height > 0 else { return false }
        let filters = object["/Filter"].map { $0.name.map { [$0] } ?? $0.items.compactMap(\.name) } ?? []
        guard filters.count < 2 else { return true }
        switch filters.first {
        case "/DCTDecode": return isJPEG
        case "/JPXDecode":
            let data = object.packed
            return data.starts(with: [0xFF, 0x4F, 0xFF, 0x51]) || data.dropFirst(4).starts(with: Array("jP  ".utf8))
        case "/JBIG2Decode": return Self.isJBIG2(object.packed)
        case "/CCITTFaxDecode":
            // A row takes one bit at least.
            return object.packed.count * 8 >= height
        case nil, "/FlateDecode", "/LZWDecode", "/ASCIIHexDecode", "/ASCII85Decode": return hasRows
        default: return true
        }
    }

    private var isJPEG: Bool {
        guard let decoder = tjInitDecompress() else { return true }
        defer { tjDestroy(decoder) }
        var width: Int32 = 0, height: Int32 = 0, sampling: Int32 = 0, space: Int32 = 0
        let data = object.packed
        _ = tjDecompressHeader3(decoder, data, UInt(data.count), &width, &height, &sampling, &space)
        return width > 0 && height > 0
    }

    /// Of colours that cannot be counted here one is taken; a few rows too few are found in the field.
    private var hasRows: Bool {
        let space = object["/ColorSpace"]
        let parts = space?.items ?? []
        let channels =
            switch parts.first?.name ?? space?.name {
            case "/DeviceRGB", "/CalRGB", "/Lab": 3
            case "/DeviceCMYK": 4
            case "/ICCBased": parts.count > 1 ? parts[1]["/N"]?.integer ?? 1 : 1
            default: 1
            }
        let (bits, isLarge) = width.multipliedReportingOverflow(
            by: channels * (object["/BitsPerComponent"]?.integer ?? 1))
        guard !isLarge, bits > 0 else { return false }
        let (least, isLarger) = ((bits + 7) / 8).multipliedReportingOverflow(by: height)
        guard !isLarger else { return false }
        let count = object["/Filter"]?.isName("/ASCIIHexDecode") == true ? object.hexadecimalCount : nil
        return count ?? object.data.count >= least - least / 50
    }

    /// A chain of segments with a page among them (ITU-T T.88, 7.2).
    private static func isJBIG2(_ data: [UInt8]) -> Bool {
        func number(_ position: Int, _ count: Int) -> Int {
            data[min(position, data.count)..<min(position + count, data.count)].reduce(0) { $0 << 8 | Int($1) }
        }
        var position = 0
        var hasPage = false
        while position + 11 <= data.count {
            let kind = number(position + 4, 1)
            let size = number(position, 4) <= 256 ? 1 : number(position, 4) <= 65_536 ? 2 : 4
            var count = number(position + 5, 1) >> 5
            var next = position + 6
            if count == 7 {
                count = number(position + 5, 4) & 0x1FFF_FFFF
                next = position + 9 + (count + 8) / 8
            }
            next += count * size + (kind & 0x40 == 0 ? 1 : 4)
            let length = number(next, 4)
            if kind & 0x3F == 48 { hasPage = true }
            if length == 0xFFFF_FFFF { return hasPage }
            position = next + 4 + length
            if position > data.count { return false }
        }
        return hasPage
    }
}
