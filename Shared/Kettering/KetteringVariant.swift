public import Letters
public import XML

/// What one family of GP systems wants of a Kettering message: differences are data, never code.
///
/// There is no owner and no schema. Sources: EDT Message Specification 3.0.7 (Docman), Kettering Format Messages in
/// Vision (2015); EMIS and SystmOne take what their practices agreed with the trust.
public struct KetteringVariant: Sendable {
    /// The practices file's word for the system, for people.
    public var name: String
    public var encoding: XMLWriter.Encoding
    /// The document type definition that the system expects to see named.
    public var documentType: String?
    /// The word for the practice's code, in `OrgCode`.
    public var practiceCodeType: String
    /// The media types of documents that it files, in base64.
    public var documents: Set<String>
    /// Gives `ReportedService` with the day under which the letter is filed (Vision: RelDateRole 82).
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
