public import Foundation
public import Letters
public import XML

/// An ITK3 response (event ITK008M), read leniently: systems in use leave out much that the profile asks for, so only
/// the message that it answers and the code are needed.
public struct ITKResponse: Equatable, Sendable {
    /// What stands in `response.identifier` when the recipient could not read the original's id (code 10009).
    public static let unreadableOriginal = "UNREADABLE-IN-ORIGINAL-MESSAGE"
    /// More than any response holds, in bytes.
    public static let usualLimit = 1 << 20

    /// `MessageHeader.response.identifier`: the id of the original's MessageHeader, as it stands there;
    /// nil when it is missing or empty.
    public var identifier: String?
    /// `MessageHeader.response.code`: `ok`, `transient-error` or `fatal-error`; nil when it is missing.
    public var responseCode: String?
    /// What the OperationOutcome says; at least one, each with a code.
    public var issues: [Issue]
    /// The response's own `MessageHeader.id`.
    public var messageHeaderID: String?
    /// The original's SenderReference, echoed; nil when there is none.
    public var senderReference: String?

    /// The message of ours that it answers; nil when it does not say so by a UUID.
    public var answeredMessage: MessageID? {
        guard let text = identifier?.lowercased() else { return nil }
        return MessageID(text.hasPrefix("urn:uuid:") ? String(text.dropFirst(9)) : text)
    }

    /// One issue of the OperationOutcome.
    public struct Issue: Equatable, Sendable {
        /// `information`, `warning`, `error` or `fatal`; nil when it is missing.
        public var severity: String?
        /// At least one once it is read.
        public var codings: [Coding] = []
    }

    /// A code of an issue, as it stands there: not by us, so that it may hold anything.
    public struct Coding: Equatable, Sendable {
        /// Nil when it is missing or empty.
        public var system: String?
        public var code: String
    }

    /// It says which message it answers, in whatever form.
    public var namesMessage: Bool {
        guard let identifier else { return false }
        return identifier.uppercased() != Self.unreadableOriginal
    }

    /// True only when nothing in it is bad news or undecided.
    public var isPositive: Bool { findings.allSatisfy { $0.code.sign == .positive } }

    /// Reads a response.
    ///
    /// - Parameter limit: the most bytes that are read.
    /// - Throws: `ITKResponseError`. Document types and external entities are refused, not resolved.
    public static func read(
        _ data: Data, limit: Int = ITKResponse.usualLimit
    ) throws(ITKResponseError) -> ITKResponse {
        guard data.count <= limit else { throw .tooLarge(bytes: data.count, limit: limit) }
        return try ResponseParser.parse(data)
    }
}

/// Why bytes are not an ITK3 response. Free of what stands in them.
public enum ITKResponseError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLarge(bytes: Int, limit: Int)
    /// Not XML, or XML that is not read: with a document type, in another encoding, beyond a bound.
    case notXML(XMLError)
    /// There is no MessageHeader with a response.
    case notResponse
    /// No coding of an OperationOutcome has a code.
    case noCode

    /// Without associated values.
    public var code: String {
        switch self {
        case .tooLarge: "response-too-large"
        case .notXML: "response-not-xml"
        case .notResponse: "response-not-itk3"
        case .noCode: "response-without-code"
        }
    }

    public var description: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the response has \(bytes) bytes, more than the \(limit) that are read"
        case .notXML(let error): "the response is not XML that can be read: \(error)"
        case .notResponse: "the message is not an ITK3 response: it has no MessageHeader with a response"
        case .noCode: "the response has no code (OperationOutcome.issue.details.coding.code)"
        }
    }
}
