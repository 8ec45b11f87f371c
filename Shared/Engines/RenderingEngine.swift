public import Foundation
public import Renditions
public import XML

/// Converts a document to the form that a recipient accepts, and proves that nothing was lost. The protocol separates
/// conversion from the engine processes.
public protocol RenderingEngine: Sendable {
    /// Converts a document and returns the result.
    ///
    /// - Parameter keep: called when a file follows, once for each engine that starts to return one; returns the sink
    ///   for it.
    /// - Throws: `DocumentEngines.Unavailable`, `DocumentEngines.Starved`; the errors of `keep`.
    func answer(
        _ question: EngineQuestion, about bytes: Bytes,
        keep: @escaping @Sendable (EngineAnswer) throws -> (Data) throws -> Void
    ) async throws -> EngineAnswer

    /// The number of working engines, and whether it is reduced.
    var health: EngineHealth { get }
}

/// A request about a document.
public struct EngineQuestion: Sendable {
    public var form: RenditionForm
    /// The largest file that the recipient accepts, in bytes; nil for no limit.
    public var limit: Int?
    public var signedAt: Date
    /// For the form `sections`: texts of paragraphs that are headings although the document marks them as plain text.
    public var headings: [String]
    /// SHA-256 of the pages that a person has checked and released.
    public var released: String?
    /// Number of bytes at the end of the input that are finished pages to be checked.
    public var judged: Int?
}

/// The state of the engines.
public struct EngineHealth: Equatable, Sendable {
    /// Number of documents that are being processed.
    public var working: Int
    /// Reduced maximum number of concurrent documents, because the machine has starved an engine; nil when it is not
    /// reduced.
    public var most: Int?

    public var isStarved: Bool { most != nil }

    public init(working: Int, most: Int?) { (self.working, self.most) = (working, most) }
}

extension RenderingEngine {
    /// Converts a document and returns the result; the parameters are those of `EngineQuestion`.
    public func render(
        _ bytes: Bytes, as form: RenditionForm, limit: Int?, signedAt: Date, headings: [String] = [],
        released: String? = nil, judged: Int? = nil,
        keep: @escaping @Sendable (EngineAnswer) throws -> (Data) throws -> Void
    ) async throws -> EngineAnswer {
        let question = EngineQuestion(
            form: form, limit: limit, signedAt: signedAt, headings: headings, released: released, judged: judged)
        return try await answer(question, about: bytes, keep: keep)
    }
}
