import HTTP

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
        /// An answer that does not agree with what was asked: a proxy's page, a cached answer, a wrong address. Nothing
        /// of it is believed.
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

    /// The code when MESH no longer has the first chunks of an upload, which must begin again.
    public static let uploadGone = "upload-gone"
    /// The code of a message that is not ours (a 403 on one message, while MESH knows us).
    public static let notOurs = "not-ours"
    /// The code of an answer that does not agree with what was asked.
    public static let interposed = "interposed"
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
    /// False when no byte of the request can have reached MESH.
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
    /// An answer that is not MESH's to this question.
    static func interposed(_ subject: String, _ objection: String) -> MeshError {
        MeshError(
            .unreadable, code: interposed, detail: "the answer for \(subject) is not MESH's answer to it: \(objection)")
    }

    /// - Parameter subject: what was asked about, in words.
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
