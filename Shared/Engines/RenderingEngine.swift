public import Foundation
public import Renditions
public import XML

/// Makes the form of a document that a recipient takes, and proves it whole: the seam between who needs pages and the
/// processes that make them.
public protocol RenderingEngine: Sendable {
    /// What became of the document.
    ///
    /// - Parameter keep: is called when a file follows, once for each engine that begins one, and gives where to put it.
    /// - Throws: `DocumentEngines.Unavailable`, `DocumentEngines.Starved`; what `keep` throws.
    func answer(
        _ question: EngineQuestion, about bytes: Bytes,
        keep: @escaping @Sendable (EngineAnswer) throws -> (Data) throws -> Void
    ) async throws -> EngineAnswer

    /// Whether it works as it should.
    var health: EngineHealth { get }
}

/// What is asked of a document.
public struct EngineQuestion: Sendable {
    public var form: RenditionForm
    /// The most bytes that the recipient takes.
    public var limit: Int?
    public var signedAt: Date
    /// For `sections`: paragraphs that are headings, though the document has them as text.
    public var headings: [String]
    /// SHA-256 of the pages that a person saw and released.
    public var released: String?
    /// How many bytes at the end are pages that are to be judged.
    public var judged: Int?
}

/// How the engines fare.
public struct EngineHealth: Equatable, Sendable {
    /// How many documents are being worked on.
    public var working: Int
    /// How many may be at a time, since the machine gave one too little; nil while there is no such bound.
    public var most: Int?

    public var isStarved: Bool { most != nil }

    public init(working: Int, most: Int?) { (self.working, self.most) = (working, most) }
}

extension RenderingEngine {
    /// What became of the document; see `EngineQuestion`.
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
