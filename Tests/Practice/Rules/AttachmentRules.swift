import Foundation

/// Rules for attachments (ITK-Attachment-Binary-1).
enum AttachmentRules {
    static let table: [Rule] = [
        Rule(.payload, "an attachment claims its profile and has no security context") { subject in
            binaries(subject.message).allSatisfy {
                $0.claims(profile: Address.nhs + "StructureDefinition/ITK-Attachment-Binary-1")
                    && !$0.has("securityContext")
            }
        },
        Rule(.attachmentType, "an attachment is of an approved type") { subject in
            binaries(subject.message).allSatisfy { MediaType($0.value("contentType") ?? "") != nil }
        },
        Rule(.payload, "an attachment's content is base64 and not empty") { subject in
            binaries(subject.message).allSatisfy { content($0).map { !$0.isEmpty } ?? false }
        },
        Rule(.payload, "an attachment's content is of the type that it says") { subject in
            binaries(subject.message).allSatisfy { node in
                guard let type = MediaType(node.value("contentType") ?? ""), let data = content(node) else {
                    return false
                }
                return type.fits(data)
            }
        },
    ]

    static func binaries(_ message: ITKMessage) -> [XMLNode] {
        message.inner.map(\.resource).filter { $0.name == "Binary" }
    }

    static func content(_ binary: XMLNode) -> Data? {
        guard let text = binary.value("content") else { return nil }
        return Data(base64Encoded: Data(text.utf8.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }))
    }
}

/// A media type that an attachment may have, with the test by which its content is recognised.
enum MediaType: String, CaseIterable {
    case pdf = "application/pdf"
    case doc = "application/msword"
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    case rtf = "application/rtf"
    case html = "text/html"
    case text = "text/plain"
    case xml = "text/xml"
    case jpeg = "image/jpeg"
    case png = "image/png"
    case tiff = "image/tiff"

    /// Parses a media type, including the unusual spellings that the guide uses.
    init?(_ text: String) {
        let word = text.split(separator: ";").first.map { $0.lowercased() } ?? ""
        let odd: [String: MediaType] = [
            "image/jpg": .jpeg, "text/rtf": .rtf, "application/mswrtford": .rtf, "application/xml": .xml,
        ]
        guard let found = MediaType(rawValue: word) ?? odd[word] else { return nil }
        self = found
    }

    func fits(_ data: Data) -> Bool {
        func begins(_ bytes: [UInt8]) -> Bool { data.starts(with: bytes) }
        switch self {
        case .pdf: return begins(Array("%PDF-".utf8)) && data.suffix(1024).range(of: Data("%%EOF".utf8)) != nil
        case .doc: return begins([0xd0, 0xcf, 0x11, 0xe0])
        case .docx: return begins(Array("PK".utf8))
        case .rtf: return begins(Array("{\\rtf".utf8))
        case .jpeg: return begins([0xff, 0xd8, 0xff])
        case .png: return begins([0x89, 0x50, 0x4e, 0x47])
        case .tiff: return begins([0x49, 0x49, 0x2a, 0]) || begins([0x4d, 0x4d, 0, 0x2a])
        case .xml: return XMLReading.read(data) != nil
        case .html, .text: return String(data: data, encoding: .utf8) != nil && !data.contains(0)
        }
    }
}
