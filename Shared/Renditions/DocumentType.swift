public import Foundation

/// The types of documents from hospitals' systems, detected from the content of the file and not from its name. The raw
/// value is the IANA media type.
public enum DocumentType: String, Codable, Sendable, CaseIterable {
    case pdf = "application/pdf"
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    case doc = "application/msword"
    case odt = "application/vnd.oasis.opendocument.text"
    case rtf = "application/rtf"
    case html = "text/html"
    /// A web page with its pictures in one file (RFC 2557).
    case mhtml = "multipart/related"
    case text = "text/plain"
    case tiff = "image/tiff"
    case jpeg = "image/jpeg"
    case png = "image/png"
    case gif = "image/gif"
    case bmp = "image/bmp"

    /// The type with this media type, in the spellings of hospitals' systems; nil for others.
    ///
    /// Parameters and case are ignored (RFC 9110, 8.3.1). Besides registered names, it knows those that occur in
    /// practice and in GP Connect's guide ("How to handle attachments").
    public init?(mediaType: String) {
        let name = mediaType.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard let type = DocumentType(rawValue: name) ?? Self.otherNames[name] else { return nil }
        self = type
    }

    private static let otherNames: [String: DocumentType] = [
        "application/x-pdf": .pdf, "application/vnd.ms-word": .doc, "application/x-msword": .doc, "text/rtf": .rtf,
        "application/x-rtf": .rtf, "application/mswrtford": .rtf, "application/xhtml+xml": .html, "image/tif": .tiff,
        "image/jpg": .jpeg, "image/pjpeg": .jpeg, "image/x-ms-bmp": .bmp, "image/x-bmp": .bmp,
        "application/x-mimearchive": .mhtml,
    ]

    /// Detects the type of a file; nil for other types.
    ///
    /// Reads only signatures at the beginning and, in an archive, the names in its directory; it does not check whether
    /// the file is complete. Everything else that is valid in one of the encodings of `EncodedText` is text.
    public init?(contentOf bytes: Data) {
        if bytes.prefix(1024).range(of: Data("%PDF-".utf8)) != nil {
            self = .pdf
        } else if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            guard let type = Self.archived(bytes) else { return nil }
            self = type
        } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            self = .doc
        } else if Self.startOfRTF(bytes) != nil {
            self = .rtf
        } else if bytes.starts(with: [0x49, 0x49, 0x2A, 0x00]) || bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
            self = .tiff
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: Data("GIF87a".utf8)) || bytes.starts(with: Data("GIF89a".utf8)) {
            self = .gif
        } else if Self.isBitmap(bytes) {
            self = .bmp
        } else if Self.isWordML(bytes) {
            self = .doc
        } else if let text = EncodedText(bytes)?.text, let type = TextBeginning(text).type {
            self = type
        } else {
            return nil
        }
    }

    /// The actual type of the file, if it is compatible with this declared type. Nil for a file that cannot be meant,
    /// such as a server's error page in place of a PDF file.
    ///
    /// Word processor files may have each other's types, because Word names RTF and other formats `.doc`, including
    /// HTML with its own namespaces; scans may have each other's types too. A text may be detected as HTML.
    public func actual(_ bytes: Data) -> DocumentType? {
        guard let found = DocumentType(contentOf: bytes) else { return nil }
        let isSameSort = Self.sorts.contains { $0.contains(self) && $0.contains(found) }
        let isOfWord =
            self == .doc && found == .html
            && bytes.prefix(4096).range(of: Data("urn:schemas-microsoft-com:office:".utf8)) != nil
        return found == self || isSameSort || isOfWord || (self == .text && found == .html) ? found : nil
    }

    private static let sorts: [Set<DocumentType>] = [
        [.doc, .docx, .odt, .rtf, .mhtml], scans, [.html, .mhtml],
    ]

    /// Image types, whose pages contain no readable text.
    public static let scans: Set<DocumentType> = [.tiff, .jpeg, .png, .gif, .bmp]

    /// A Windows bitmap: the file header is followed by one of the known lengths of the image header.
    private static func isBitmap(_ bytes: Data) -> Bool {
        guard bytes.starts(with: Data("BM".utf8)), bytes.count > 26 else { return false }
        let head = bytes.dropFirst(14).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        return [12, 40, 52, 56, 64, 108, 124].contains(head) && bytes.dropFirst(6).prefix(4).allSatisfy { $0 == 0 }
    }

    /// An OpenDocument archive begins with its media type (ODF 1.2 part 3, 2.2.4). An Office Open XML document has its
    /// parts under `word/`, anywhere in the file, because ECMA-376 part 2 does not fix the order.
    private static func archived(_ bytes: Data) -> DocumentType? {
        if bytes.prefix(200).range(of: Data("mimetype\(odt.rawValue)".utf8)) != nil { return .odt }
        return bytes.range(of: Data("[Content_Types].xml".utf8)) != nil && bytes.range(of: Data("word/".utf8)) != nil
            ? .docx : nil
    }

    /// Word's XML format of 2003 in a single file, named `.doc` or `.xml`.
    public static func isWordML(_ bytes: Data) -> Bool {
        bytes.prefix(4096).range(of: Data("http://schemas.microsoft.com/office/word/2003/wordml".utf8)) != nil
            && bytes.prefix(4096).range(of: Data(":wordDocument".utf8)) != nil
    }

    /// The start of an RTF file. Some programs write a UTF-8 byte order mark or line breaks before it.
    public static func startOfRTF(_ bytes: Data) -> Data.Index? {
        let skipped: Set<UInt8> = [0x00, 0x09, 0x0A, 0x0D, 0x20, 0xEF, 0xBB, 0xBF]
        let start = bytes.prefix(1024).firstIndex { !skipped.contains($0) }
        return start.flatMap { bytes[$0...].starts(with: Data("{\\rtf".utf8)) ? $0 : nil }
    }
}
