import HTTP

/// The failure of a request to MESH, including network failures: kind, code and verdict. Contains no patient data.
public struct MeshError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        /// There was no connection, it broke, or no answer came in time.
        case unreachable
        /// The server's certificate is not trusted, or our certificate is refused, missing or unreadable.
        case certificate
        /// 401, or 403 even with a new token: wrong password, shared key, mailbox or clock.
        case credentials
        /// MESH is busy or has a fault: 425, 429, 5xx.
        case unavailable
        /// MESH, or our own check before sending, refuses this message or request permanently.
        case refused
        /// The message does not exist (404) or no longer exists (410).
        case gone
        /// The answer does not match the request: a proxy's page, a cached answer or a wrong address. Nothing in it is
        /// believed.
        case unreadable
        /// Our own disk failed while the message was being read or written.
        case local
        case cancelled
    }

    /// The consequence of the error for the caller.
    public enum Verdict: Sendable {
        /// A retry may succeed later.
        case later
        /// This message will never be accepted as it is. This is an outcome for the worklist.
        case neverForThisLetter
        /// No request will succeed until a person has changed something.
        case neverForThisProcess
    }

    /// Code: MESH no longer has the first chunks of an upload, so the upload must begin again.
    public static let uploadGone = "upload-gone"
    /// Code: the message is not ours (403 for one message, while MESH accepts our credentials).
    public static let notOurs = "not-ours"
    /// Code: the answer does not match the request.
    public static let interposed = "interposed"
    /// Code: chunks of the message are missing.
    public static let chunkMissing = "chunk-missing"

    public let kind: Kind
    /// MESH's code (12, EPL-151, InvalidHeaderChunks), or `http-` and the status, or a code of MeshPost; usable as a
    /// metric label.
    public let code: String
    /// HTTP status; nil if there was no answer.
    public let status: Int?
    public let detail: String
    /// Seconds that MESH asked us to wait.
    public let retryAfter: Double?
    /// False if certainly no byte of the request reached MESH.
    let wasSent: Bool

    public init(_ kind: Kind, code: String, status: Int? = nil, detail: String, retryAfter: Double? = nil) {
        self.init(kind, code: code, status: status, detail: detail, retryAfter: retryAfter, wasSent: true)
    }

    init(
        _ kind: Kind, code: String, status: Int? = nil, detail: String, retryAfter: Double? = nil, wasSent: Bool
    ) {
        self.kind = kind
        self.code = code
        self.status = status
        self.detail = detail
        self.retryAfter = retryAfter
        self.wasSent = wasSent
    }

    public var verdict: Verdict {
        switch kind {
        case .unreachable, .unavailable, .unreadable, .local, .cancelled: .later
        case .refused, .gone: .neverForThisLetter
        case .certificate, .credentials: .neverForThisProcess
        }
    }

    public var description: String {
        let status = status.map { "HTTP \($0), " } ?? ""
        return "MESH: \(kind.rawValue) (\(status)\(code)): \(detail)"
    }
}

extension MeshError {
    /// The error for an answer that is not MESH's answer to this request.
    static func interposed(_ subject: String, _ objection: String) -> MeshError {
        MeshError(
            .unreadable, code: interposed, detail: "the answer for \(subject) is not MESH's answer to it: \(objection)")
    }

    /// - Parameter subject: what the request was about, in words.
    init(_ failure: HTTPFailure, about subject: String) {
        guard failure.cause != .odd else {
            self = .interposed(subject, failure.detail)
            return
        }
        let kind: Kind
        let code: String
        switch failure.cause {
        case .connection: (kind, code) = (.unreachable, "connection")
        case .dropped: (kind, code) = (.unreachable, "dropped")
        case .timeout: (kind, code) = (.unreachable, "timeout")
        case .certificate: (kind, code) = (.certificate, "certificate")
        case .odd: (kind, code) = (.unreadable, Self.interposed)
        case .tooLarge: (kind, code) = (.refused, "download-too-large")
        case .local: (kind, code) = (.local, "local-file")
        case .cancelled: (kind, code) = (.cancelled, "cancelled")
        }
        self.init(kind, code: code, detail: failure.detail, wasSent: failure.wasSent)
    }
}
