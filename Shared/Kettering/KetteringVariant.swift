public import Letters
public import XML

/// The requirements of one family of GP systems on a Kettering message, so that differences between systems are data
/// and not code.
///
/// The format has no owner and no schema. Sources: EDT Message Specification 3.0.7 (Docman), Kettering Format Messages
/// in Vision (2015); EMIS and SystmOne accept what their practices agreed with the trust.
public struct KetteringVariant: Sendable {
    /// The name of the system in the practices file.
    public var name: String
    public var encoding: XMLWriter.Encoding
    /// The document type definition that the system expects in the message.
    public var documentType: String?
    /// The word for the practice's code, in `OrgCode`.
    public var practiceCodeType: String
    /// The media types of documents that the system files, in base64.
    public var documents: Set<String>
    /// True if `ReportedService` contains the date under which the letter is filed (Vision: RelDateRole 82).
    public var givesFilingDate: Bool

    public static let emis = KetteringVariant(
        name: "EMIS", encoding: .utf8, documentType: nil, practiceCodeType: "PRA",
        documents: ["application/pdf", "image/tiff", "application/msword"], givesFilingDate: false)
    public static let systmOne = KetteringVariant(
        name: "TPP", encoding: .utf8, documentType: nil, practiceCodeType: "PRA",
        documents: ["application/pdf", "image/tiff", "application/msword"],
        givesFilingDate: false)
    public static let vision = KetteringVariant(
        name: "VISION", encoding: .latin1, documentType: nil, practiceCodeType: "PRA",
        documents: ["application/pdf", "image/tiff"], givesFilingDate: true)
    public static let docman = KetteringVariant(
        name: "OTHER", encoding: .latin1, documentType: "ReportMsg_EDT_03.dtd", practiceCodeType: "Practice",
        documents: ["application/pdf", "image/tiff", "application/msword"],
        givesFilingDate: false)

    public static func of(_ system: Practice.System) -> KetteringVariant {
        switch system {
        case .emis: emis
        case .tpp: systmOne
        case .vision: vision
        case .other: docman
        }
    }
}
