import Foundation

/// What a file's bytes say of it; its name and media type are only claims.
enum PDFInspection: Equatable {
    case pdf, encryptedPDF, other

    /// A PDF file begins with its version and ends with its mark (ISO 32000-1, 7.5.2 and 7.5.5; readers look into the
    /// first and the last 1024 bytes). It is encrypted when a trailer refers to an encryption dictionary (7.6.1).
    init(_ data: Data) {
        let head = data.prefix(1024)
        let tail = data.suffix(1024)
        guard head.range(of: Data("%PDF-".utf8)) != nil, tail.range(of: Data("%%EOF".utf8)) != nil else {
            self = .other
            return
        }
        self = Self.refersToEncryption(data) ? .encryptedPDF : .pdf
    }

    /// `/Encrypt` followed by a reference (`12 0 R`) or a dictionary (`<<`), which running text would hardly be.
    private static func refersToEncryption(_ data: Data) -> Bool {
        let name = Data("/Encrypt".utf8)
        var rest = data[...]
        while let found = rest.range(of: name) {
            rest = rest[found.upperBound...]
            let next = String(decoding: rest.prefix(40), as: UTF8.self)
            if next.prefixMatch(of: /\s*(<<|\d+\s+\d+\s+R)/) != nil { return true }
        }
        return false
    }
}
