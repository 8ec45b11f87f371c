/// The name of an HTTP header of MESH, in lower case: names are compared without regard to case.
public struct MeshHeader: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue.lowercased() }

    /// What all of them begin with.
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

    /// The most characters that a value may have (specification 2.0.0, send message; subject and ids there too).
    var longest: Int {
        switch self {
        case .to, .contentType: 100
        case .workflowID, .localID, .fileName: 300
        case .subject, .partnerID: 500
        case .chunkRange: 20
        default: 500
        }
    }

    /// A value as it may stand on the wire.
    ///
    /// - Throws: `MeshError` with code `header-characters` for anything but printable ASCII, which includes the line
    ///   breaks that would begin another header, or `header-length`. The value is not repeated in it.
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
