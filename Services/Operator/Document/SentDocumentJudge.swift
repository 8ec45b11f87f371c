import Documents
import Engines
import Foundation
import Letters
import Messages
import Renditions
import XML

/// What today's measure says of a document that a letter was sent with.
struct SentDocumentVerdict: Equatable, Sendable {
    enum Finding: Equatable, Sendable {
        case right
        case wrong(FaultFound)
        /// A person has seen these pages.
        case released
        /// The sentence says why.
        case unjudged(String)
    }

    var facts: DeliveryFacts
    var attempt: Attempt
    var document: SentDocument
    /// A pseudonym of who signed it.
    var clinician: String
    var finding: Finding

    /// One line, nothing of the patient; nil for what is right, or was released by a person.
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

    /// What puts it on the worklist, the same however often it is found; nil for what is not wrong.
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

/// Judges the documents of letters that were sent: what the hospital gave beside the pages that were made of it.
struct SentDocumentJudge: Sendable {
    let store: DocumentStore
    let engines: DocumentEngines

    /// One for each document of the letter.
    ///
    /// - Throws: what stops the whole recheck: an engine that is missing or starved, a store that is not there.
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

    /// By the registration number, else by the name.
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
            // Readers show differently what was sent as it came.
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

    /// What the hospital gave, and after it the pages that went, where they are a PDF of their own.
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
