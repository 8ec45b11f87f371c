/// The elements of a control file in the order in which we write them. They are read in any order.
enum ControlFileElement: String, CaseIterable {
    case version = "Version"
    case addressType = "AddressType"
    case messageType = "MessageType"
    case from = "From_DTS"
    case to = "To_DTS"
    case fromSMTP = "From_ESMTP"
    case toSMTP = "To_ESMTP"
    case subject = "Subject"
    case localID = "LocalId"
    case messageID = "DTSId"
    case partnerID = "PartnerId"
    case mayCompress = "Compress"
    case mayChunk = "AllowChunking"
    case isEncrypted = "Encrypted"
    case workflowID = "WorkflowId"
    case processID = "ProcessId"
    case checksum = "DataChecksum"
    case isCompressed = "IsCompressed"

    static let root = "DTSControl"
    static let status = "StatusRecord"

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue.lowercased(), $0) })

    /// The element with this name, case-insensitive; older files write `DataCheckSum` for `DataChecksum`.
    init?(name: String) {
        guard let element = Self.byName[name.lowercased()] else { return nil }
        self = element
    }

    /// Maximum length of the value in characters (MESH Client Interface Specification, control file); nil if there is
    /// none.
    var longest: Int? {
        switch self {
        case .localID, .partnerID: 255
        case .messageID, .to: 100
        case .processID, .workflowID: 32
        default: nil
        }
    }

    /// The value of this element as text.
    func text(in file: ControlFile) -> String? {
        switch self {
        case .version: file.version ?? "1.0"
        case .addressType: file.addressType
        case .messageType: file.messageType.rawValue
        case .from: file.from
        case .to: file.to
        case .fromSMTP: file.fromSMTP
        case .toSMTP: file.toSMTP
        case .subject: file.subject
        case .localID: file.localID
        case .messageID: file.messageID
        case .partnerID: file.partnerID
        case .processID: file.processID
        case .workflowID: file.workflowID
        case .mayCompress: file.mayCompress.map(Self.flag)
        case .mayChunk: file.mayChunk.map(Self.flag)
        case .isEncrypted: file.isEncrypted.map(Self.flag)
        case .isCompressed: file.isCompressed.map(Self.flag)
        case .checksum: file.checksum
        }
    }

    func set(_ text: String, in file: inout ControlFile) {
        switch self {
        case .version: file.version = text
        case .addressType: file.addressType = text
        case .messageType: file.messageType = text.lowercased() == "report" ? .report : .data
        case .from: file.from = text
        case .to: file.to = text
        case .fromSMTP: file.fromSMTP = text
        case .toSMTP: file.toSMTP = text
        case .subject: file.subject = text
        case .localID: file.localID = text
        case .messageID: file.messageID = text
        case .partnerID: file.partnerID = text
        case .processID: file.processID = text
        case .workflowID: file.workflowID = text
        case .mayCompress: file.mayCompress = Self.flag(text)
        case .mayChunk: file.mayChunk = Self.flag(text)
        case .isEncrypted: file.isEncrypted = Self.flag(text)
        case .isCompressed: file.isCompressed = Self.flag(text)
        case .checksum: file.checksum = text
        }
    }

    private static func flag(_ value: Bool) -> String { value ? "Y" : "N" }

    /// Nil for text that means neither yes nor no.
    private static func flag(_ text: String) -> Bool? {
        switch text.uppercased() {
        case "Y", "YES": true
        case "N", "NO": false
        default: nil
        }
    }
}
