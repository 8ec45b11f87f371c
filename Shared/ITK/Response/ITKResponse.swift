public import Foundation
public import Letters
public import XML

/// An ITK3 response (event ITK008M). It is read leniently, because systems in use leave out much of the profile: only
/// the answered message and the code are required.
public struct ITKResponse: Equatable, Sendable {
    /// The value of `response.identifier` if the recipient could not read the original's id (code 10009).
    public static let unreadableOriginal = "UNREADABLE-IN-ORIGINAL-MESSAGE"
    /// The default limit in bytes, larger than any real response.
    public static let usualLimit = 1 << 20

    /// `MessageHeader.response.identifier`: the id of the original's MessageHeader, unchanged; nil if it is missing or
    /// empty.
    public var identifier: String?
    /// `MessageHeader.response.code`: `ok`, `transient-error` or `fatal-error`; nil if it is missing.
    public var responseCode: String?
    /// The issues of the OperationOutcome; at least one, each with a code.
    public var issues: [Issue]
    /// The response's own `MessageHeader.id`.
    public var messageHeaderID: String?
    /// The SenderReference of the original, returned by the recipient; nil if there is none.
    public var senderReference: String?

    /// The id of our message that is answered; nil if the identifier is not a UUID.
    public var answeredMessage: MessageID? {
        guard let text = identifier?.lowercased() else { return nil }
        return MessageID(text.hasPrefix("urn:uuid:") ? String(text.dropFirst(9)) : text)
    }

    /// One issue of the OperationOutcome.
    public struct Issue: Equatable, Sendable {
        /// `information`, `warning`, `error` or `fatal`; nil if it is missing.
        public var severity: String?
        /// At least one after parsing.
        public var codings: [Coding] = []
    }

    /// A code of an issue, unchanged. It comes from outside, so it may contain any text.
    public struct Coding: Equatable, Sendable {
        /// Nil if it is missing or empty.
        public var system: String?
        public var code: String
    }

    /// True if the response names the message that it answers, in any form.
    public var namesMessage: Bool {
        guard let identifier else { return false }
        return identifier.uppercased() != Self.unreadableOriginal
    }

    /// True only if no finding is negative or undecided.
    public var isPositive: Bool { findings.allSatisfy { $0.code.sign == .positive } }

    /// Parses a response.
    ///
    /// - Parameter limit: maximum size in bytes.
    /// - Throws: `ITKResponseError`. Document types and external entities are refused, not resolved.
    public static func read(
        _ data: Data, limit: Int = ITKResponse.usualLimit
    ) throws(ITKResponseError) -> ITKResponse {
        guard data.count <= limit else { throw .tooLarge(bytes: data.count, limit: limit) }
        return try ResponseParser.parse(data)
    }
}

/// The reason why bytes are not an ITK3 response. Contains no values of the response.
public enum ITKResponseError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLarge(bytes: Int, limit: Int)
    /// Not XML, or XML that is refused because of a document type, its encoding or a limit.
    case notXML(XMLError)
    /// There is no MessageHeader with a response.
    case notResponse
    /// No coding of an OperationOutcome has a code.
    case noCode

    /// The code without associated values.
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
