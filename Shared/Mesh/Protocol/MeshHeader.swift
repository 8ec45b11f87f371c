/// The name of a MESH HTTP header, in lower case because header names are case-insensitive.
public struct MeshHeader: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue.lowercased() }

    /// The prefix of all MESH headers.
    public static let prefix = "mex-"

    private init(_ name: String) { rawValue = name }

    public var description: String { rawValue }

    public static let to = Self("mex-to")
    public static let from = Self("mex-from")
    public static let fromODS = Self("mex-from-ods")
    public static let workflowID = Self("mex-workflowid")
    public static let chunkRange = Self("mex-chunk-range")
    public static let totalChunks = Self("mex-total-chunks")
    public static let subject = Self("mex-subject")
    public static let localID = Self("mex-localid")
    public static let partnerID = Self("mex-partnerid")
    public static let fileName = Self("mex-filename")
    public static let contentType = Self("mex-content-type")
    public static let contentCompressed = Self("mex-content-compressed")
    public static let messageType = Self("mex-messagetype")
    public static let messageID = Self("mex-messageid")
    public static let linkedMessageID = Self("mex-linkedmsgid")
    public static let statusCode = Self("mex-statuscode")
    public static let statusEvent = Self("mex-statusevent")
    public static let statusDescription = Self("mex-statusdescription")
    public static let statusSuccess = Self("mex-statussuccess")
    public static let statusTimestamp = Self("mex-statustimestamp")
    public static let clientVersion = Self("mex-clientversion")
    public static let osName = Self("mex-osname")
    public static let osVersion = Self("mex-osversion")

    /// Maximum length of a value in characters (specification 2.0.0, "Send message", also for subject and ids).
    var longest: Int {
        switch self {
        case .to, .contentType: 100
        case .workflowID, .localID, .fileName: 300
        case .subject, .partnerID: 500
        case .chunkRange: 20
        default: 500
        }
    }

    /// Returns the value if it may be sent in a header.
    ///
    /// - Throws: `MeshError` with the code `header-characters` for characters other than printable ASCII, including
    ///   line breaks, which would begin another header; or `header-length`. The error does not contain the value.
    func checked(_ value: String) throws(MeshError) -> String {
        guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw MeshError(
                .refused, code: "header-characters",
                detail: "\(self) holds a character that is not printable ASCII: MESH would garble or refuse it")
        }
        guard value.utf8.count <= longest else {
            throw MeshError(
                .refused, code: "header-length",
                detail: "\(self) has \(value.utf8.count) characters, MESH takes \(longest)")
        }
        return value
    }
}
