public import Foundation
import Letters
public import XML

/// Reads Kettering messages leniently: white space in names, malformed dates and missing parts are accepted, because
/// the published example contains all of them.
public struct KetteringReading: Equatable, Sendable {
    public var messageID: String?
    public var isLive: Bool
    public var isUrgent: Bool
    public var issuedAt: Date?
    public var sender: String?
    public var recipient: String?
    public var nhsNumber: String?
    public var family: String?
    public var given: String?
    /// `yyyy-MM-dd`.
    public var birthDate: String?
    public var department: String?
    public var reportID: String?
    public var title: String?
    public var happenedAt: Date?
    public var body: KetteringReport.Body?

    /// - Throws: `XMLError`; `KetteringError.notKettering` for other XML.
    public static func read(_ data: Data) throws -> KetteringReading {
        try KetteringReading(XMLReader.read(data, keepsDocumentType: true))
    }

    /// - Throws: `KetteringError.notKettering`.
    public init(_ root: Element) throws(KetteringError) {
        guard root.name == "ReportMsg" else { throw .notKettering }
        func text(_ element: Element?) -> String? {
            let text = element?.allText.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
            return text.isEmpty ? nil : text
        }
        let patient = root.first("PatientMatchingInfo")
        let name = patient?.first("PersonName_s", "StructPersonName")
        let report = root.first("ClinicalReport")
        let number = patient?.first("PatientId")?.all("Id").first { text($0.first("IdType"))?.lowercased() == "nhs" }
        messageID = text(root.first("MsgId"))
        isLive = root.attribute("MsgStatus") != "Test"
        isUrgent = root.attribute("MsgUrgency") == "High"
        issuedAt = text(root.first("MsgIssueDate")).flatMap(KetteringTime.date)
        sender = text(root.first("MsgSender"))
        recipient = text(root.first("MsgRecipient"))
        nhsNumber = text(number?.first("IdValue"))?.filter { !$0.isWhitespace }
        family = text(name?.first("FamilyName"))
        given = text(name?.first("GivenName"))
        birthDate = text(patient?.first("BirthDate")).flatMap(Self.day)
        let provider = root.first("Parties")?.all("Party").first { $0.attribute("AgentId") == "2" }
        department = text(provider?.first("DepartmentName"))
        reportID = text(report?.first("ReportID"))
        title = text(report?.first("ReportType"))
        happenedAt = text(report?.first("EventDate")).flatMap(KetteringTime.date)
        body = text(report?.first("TextItem", "TextBlock")).map(Self.body)
    }

    private static func day(_ text: String) -> String? {
        let digits = text.filter(\.isNumber)
        guard digits.count == 8, KetteringTime.date(digits) != nil else { return nil }
        return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
    }

    /// A file if the text is base64 of a known type, else text.
    static func body(_ text: String) -> KetteringReport.Body {
        guard let data = Data(base64Encoded: text.filter { !$0.isWhitespace }), data.count > 4 else {
            return .html(text)
        }
        let known: [[UInt8]] = [
            Array("%PDF".utf8), [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A], [0xD0, 0xCF, 0x11, 0xE0],
            Array("{\\rtf".utf8),
        ]
        return known.contains { data.starts(with: $0) } ? .file(Bytes(data)) : .html(text)
    }
}

public enum KetteringError: Error, Equatable, Sendable {
    /// The root element is not `ReportMsg`.
    case notKettering
}
