import Foundation

/// The types of documents that a source may give, told by what is in the file and not by its name.
enum MediaType: String, CaseIterable {
    case pdf = "application/pdf"
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    case doc = "application/msword"
    case odt = "application/vnd.oasis.opendocument.text"
    case rtf = "application/rtf"
    case html = "text/html"
    case text = "text/plain"
    case tiff = "image/tiff"
    case jpeg = "image/jpeg"
    case png = "image/png"

    /// True when these bytes are of this type.
    func fits(_ bytes: Data) -> Bool {
        switch self {
        case .pdf: bytes.prefix(1024).range(of: Data("%PDF-".utf8)) != nil
        case .docx: isArchive(bytes) && bytes.range(of: Data("word/".utf8)) != nil
        case .odt: isArchive(bytes) && bytes.prefix(200).range(of: Data(rawValue.utf8)) != nil
        case .doc: bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
        case .rtf: bytes.starts(with: Data("{\\rtf".utf8))
        case .html: beginsLikeHTML(bytes)
        case .text: !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        case .tiff: bytes.starts(with: [0x49, 0x49, 0x2A, 0x00]) || bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2A])
        case .jpeg: bytes.starts(with: [0xFF, 0xD8, 0xFF])
        case .png: bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        }
    }

    private func isArchive(_ bytes: Data) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    private func beginsLikeHTML(_ bytes: Data) -> Bool {
        let start = String(decoding: bytes.prefix(512), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}"])).lowercased()
        return ["<!doctype html", "<html", "<head", "<body", "<div", "<p"].contains { start.hasPrefix($0) }
    }
}
