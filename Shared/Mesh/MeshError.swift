/// Why MESH, or the way to it, did not do what it was asked: kind, code and verdict. Free of patient data.
public struct MeshError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        /// No connection, it broke, or nothing came in time.
        case unreachable
        /// Their certificate is not trusted, or ours is refused, missing or unreadable.
        case certificate
        /// 401 or 403 twice: password, shared key, mailbox or clock.
        case credentials
        /// MESH is busy or out of order: 425, 429, 5xx.
        case unavailable
        /// MESH, or our own check before it, refuses this message or request for good.
        case refused
        /// The message is not there (404) or no longer (410).
        case gone
        /// An answer that is not MESH's: a proxy's page, a wrong address, JSON of another shape.
        case unreadable
        /// Our own disk failed while the message was read or written.
        case local
        case cancelled
    }

    /// What follows from it.
    public enum Verdict: Sendable {
        /// The same may succeed later.
        case later
        /// This message will never be taken as it is: an outcome, for the worklist.
        case neverForThisLetter
        /// Nothing will succeed until a person has changed something.
        case neverForThisProcess
    }

    /// The code of a send whose first chunks MESH no longer has: it begins anew.
    public static let uploadGone = "upload-gone"
    /// The code of a message that is not ours (a 403 on one message, while MESH knows us).
    public static let notOurs = "not-ours"
    /// The code of a message of which chunks are missing.
    public static let chunkMissing = "chunk-missing"

    public let kind: Kind
    /// MESH's code (12, EPL-151, InvalidHeaderChunks), else `http-` and the status, else a word of ours: fit for a
    /// metric's label.
    public let code: String
    /// HTTP status, when there was an answer.
    public let status: Int?
    public let detail: String
    /// Seconds that MESH asked us to wait.
    public let retryAfter: Double?

    public init(_ kind: Kind, code: String, status: Int? = nil, detail: String, retryAfter: Double? = nil) {
        self.kind = kind
        self.code = code
        self.status = status
        self.detail = detail
        self.retryAfter = retryAfter
    }

    public var verdict: Verdict {
        switch kind {
        case .unreachable, .unavailable, .local, .cancelled: .later
        case .refused, .gone: .neverForThisLetter
        case .certificate, .credentials, .unreadable: .neverForThisProcess
        }
    }

    public var description: String {
        let status = status.map { "HTTP \($0), " } ?? ""
        return "MESH: \(kind.rawValue) (\(status)\(code)): \(detail)"
    }
}

extension MeshError {
    init(_ failure: HTTPFailure) {
        let kind: Kind
        let code: String
        switch failure.cause {
        case .connection: (kind, code) = (.unreachable, "connection")
        case .dropped: (kind, code) = (.unreachable, "dropped")
        case .timeout: (kind, code) = (.unreachable, "timeout")
        case .certificate: (kind, code) = (.certificate, "certificate")
        case .tooLarge: (kind, code) = (.refused, "download-too-large")
        case .local: (kind, code) = (.local, "local-file")
        case .cancelled: (kind, code) = (.cancelled, "cancelled")
        }
        self.init(kind, code: code, detail: failure.detail)
    }
}
