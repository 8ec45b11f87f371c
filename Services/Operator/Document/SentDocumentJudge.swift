import Documents
import Engines
import Foundation
import Letters
import Messages
import Renditions
import XML

/// The verdict of the current rules on a document that was sent with a letter.
struct SentDocumentVerdict: Equatable, Sendable {
    enum Finding: Equatable, Sendable {
        case right
        case wrong(FaultFound)
        /// Not compared: a person saw these pages and released them.
        case released
        /// Not judged, for the given reason.
        case unjudged(String)
    }

    var facts: DeliveryFacts
    var attempt: Attempt
    var document: SentDocument
    /// The pseudonym of the clinician who signed the letter.
    var clinician: String
    var finding: Finding

    /// One line of output without patient data; nil for a right or a released document.
    var text: String? {
        let letter = "\(facts.delivery)  practice \(facts.recipient)  signed by \(clinician)  "
        switch finding {
        case .wrong(let found): return letter + "\(found.fault.rawValue)  \(Self.words(found))"
        case .unjudged(let why): return letter + "not judged: \(why)"
        case .right, .released: return nil
        }
    }

    private static func words(_ found: FaultFound) -> String {
        [
            found.count.map { "\($0) words, pages or images" }, found.page.map { "page \($0)" }, found.shownName,
        ].compactMap(\.self).joined(separator: ", ")
    }

    /// Returns the event that puts a wrong document on the worklist; nil for any other finding. The event's id does not
    /// change when the document is judged again.
    func event(by action: OperatorAction, at now: Date) throws -> Event? {
        guard case .wrong(let found) = finding else { return nil }
        let code = found.fault.rawValue
        let detail = "judged anew, the pages that were sent do not show the document: \(Self.words(found))"
        return try Event(
            .pagesDoubted,
            LetterOutcome(
                facts: facts, attempt: attempt, reason: Reason(code: code, detail: detail), by: action,
                doubt: DocumentDoubt(
                    source: document.original, pages: document.sent, code: code, count: found.count, page: found.page,
                    construct: found.shownName)),
            about: facts.delivery.description, cause: "recheck:\(document.sent.sha256):\(code)", from: .operator,
            at: now)
    }
}

/// Judges sent documents: compares what the hospital gave with the pages that were made of it.
struct SentDocumentJudge: Sendable {
    let store: DocumentStore
    let engines: DocumentEngines

    /// Returns one verdict for each document of the letter.
    ///
    /// - Throws: an error that stops the whole recheck: the engine is missing or starved of memory, or the store is
    ///   unreachable.
    func verdicts(on line: ReportingAPI.SentPart.Line) async throws -> [SentDocumentVerdict] {
        guard !line.documents.isEmpty else { return [] }
        let clinician = await clinician(of: line.facts)
        var verdicts: [SentDocumentVerdict] = []
        for document in line.documents {
            verdicts.append(
                SentDocumentVerdict(
                    facts: line.facts, attempt: line.attempt, document: document, clinician: clinician,
                    finding: try await finding(document, signedAt: line.facts.signedAt)))
        }
        return verdicts
    }

    /// Returns the pseudonym of the signing clinician, made of the registration number, or of the name if there is
    /// none.
    private func clinician(of facts: DeliveryFacts) async -> String {
        guard let data = try? await store.read(facts.record),
            let record = try? JSONDecoder.meshPost.decode(LetterRecord.self, from: data)
        else { return "unknown" }
        return store.pseudonym(of: record.signedBy.gmcNumber ?? record.signedBy.name)
    }

    private func finding(_ document: SentDocument, signedAt: Date) async throws -> SentDocumentVerdict.Finding {
        if document.alterations.contains("released") { return .released }
        do {
            let bytes = try await bytes(of: document)
            let answer = try await engines.render(
                bytes.all, as: .pdf, limit: nil, signedAt: signedAt, judged: bytes.judged
            ) { _ in { _ in } }
            switch answer.fault?.fault {
            // The document was sent as it came, but readers show it differently, so the practice may have seen
            // something else.
            case nil where !document.isAltered && answer.alterations.contains("pictured"):
                return .wrong(FaultFound(.contentLost))
            case nil: return .right
            case .engineFailed, .tooLarge: return .unjudged("the document engine could not open it")
            default: return answer.fault.map { .wrong($0) } ?? .right
            }
        } catch let error as DocumentStoreError {
            if error.consequence == .stop { throw error }
            return .unjudged("\(error)")
        }
    }

    /// Returns the hospital's document, followed by the pages sent if they are a separate PDF. `judged` is the size of
    /// that PDF in bytes.
    private func bytes(of document: SentDocument) async throws -> (all: Bytes, judged: Int?) {
        let (original, sent) = (document.original, document.sent)
        let kind = try await document.isAltered ? start(of: sent).flatMap { DocumentType(contentOf: $0) } : nil
        let isMade = kind == .pdf
        let start = try await start(of: original) ?? Data()
        let all = Bytes(
            count: original.size + (isMade ? sent.size : 0), start: start, name: original.sha256 + sent.sha256
        ) { sink in
            for reference in isMade ? [original, sent] : [original] {
                let reader = try store.openAndWait(reference)
                while let piece = try reader.next() { try sink(piece) }
            }
        }
        return (all, isMade ? sent.size : nil)
    }

    private func start(of reference: ObjectReference) async throws -> Data? {
        try await store.open(reference).next().map { Data($0.prefix(1024)) }
    }
}
