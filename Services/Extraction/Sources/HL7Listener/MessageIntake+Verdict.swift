import Documents
import Foundation
import HL7v2
import Letters
import Logging
import Messages
import Pipeline
import Renditions

/// Turns the judgement of a message by its feed's rules into a candidate for the admission.
extension MessageIntake {
    /// - Throws: any error of the admission; the message must be given again.
    func outcome(_ message: HL7Message, _ bytes: [UInt8], _ feed: Feed) async throws -> Acknowledgement.Outcome {
        let verdict = Judge.judge(message, by: feed, isLive: isLive, now: admission.now()).verdict
        switch verdict {
        case .letter(let letter): return try await take(letter, bytes, feed)
        case .withdrawal(let documentID):
            return try await admit(.withdrawal(documentID: documentID, revision: nil), feed)
        case .withheld(let faults, let documentID):
            let outline = LetterOutline(documentID: documentID, isCounted: true)
            return try await withhold(
                outline, faults.map { Reason(code: $0.code.rawValue, detail: $0.detail) }, bytes, feed)
        case .unsigned:
            try await admission.journal.count(.unsigned, source: source.name, at: admission.now())
            return .taken
        case .ignored:
            try await admission.journal.count(.ignored, source: source.name, at: admission.now())
            return .taken
        case .refused(let refusal): return try await refuse(refusal)
        }
    }

    private func take(_ letter: HL7Letter, _ bytes: [UInt8], _ feed: Feed) async throws -> Acknowledgement.Outcome {
        let content = LetterContent(letter)
        var faults = admission.faults(of: content)
        var documents: [(Data, DocumentType)] = []
        for document in letter.documents {
            switch read(document) {
            case .success(let found): documents.append(found)
            case .failure(let fault): faults.append(fault.reason)
            }
        }
        let outline = LetterOutline(
            documentID: letter.documentID, isCounted: true, kind: letter.kind, signedAt: letter.signedAt)
        guard faults.isEmpty else { return try await withhold(outline, faults, bytes, feed) }
        var objects: [Admission.Object] = []
        for (bytes, type) in documents {
            objects.append(try await admission.store(bytes, type))
        }
        let revision = Admission.Revision.counted(newContentIsNew: letter.isRevision)
        return try await admit(.letter(content, documentID: letter.documentID, revision, documents: objects), feed)
    }

    /// A document's fault, as an error.
    private struct Faulty: Error {
        let reason: Reason

        init(_ reason: Reason) { self.reason = reason }
    }

    private func read(_ document: HL7Document) -> Result<(Data, DocumentType), Faulty> {
        switch document {
        case .bytes(let bytes, let type):
            return admission.fault(ofDocument: bytes.count).map { .failure(Faulty($0)) } ?? .success((bytes, type))
        case .below(let root, let path):
            guard let file = try? PointedFile.open(root: root, path: path) else {
                let detail = "the document that the message points to is not below the root of the feed's pointers"
                return .failure(Faulty(Reason(code: "document-missing", detail: detail)))
            }
            if let fault = admission.fault(ofDocument: file.size) { return .failure(Faulty(fault)) }
            guard let bytes = try? file.bytes(from: 0, count: file.size), file.isUnchanged,
                let type = DocumentType(contentOf: bytes), HL7Document.isWhole(bytes, type)
            else {
                let detail = "the document that the message points to is not whole, or of no type that is taken"
                return .failure(Faulty(Reason(code: HL7Fault.Code.documentCutShort.rawValue, detail: detail)))
            }
            return .success((bytes, type))
        }
    }

    /// Withholds a letter. The message is kept for a person to see, before it is answered and its sender may delete it.
    private func withhold(
        _ outline: LetterOutline, _ reasons: [Reason], _ bytes: [UInt8], _ feed: Feed
    ) async throws -> Acknowledgement.Outcome {
        let codes = reasons.map(\.code).sorted().joined(separator: " ")
        let item = try await kept(bytes, codes)
        return try await admit(.faulty(outline, reasons), feed, place: item, cause: "\(item) \(codes)")
    }

    func refuse(_ refusal: HL7Refusal) async throws -> Acknowledgement.Outcome {
        logger.notice(
            "HL7 message refused",
            metadata: .of([
                .source: source.name, .code: refusal.code.rawValue, .why: refusal.detail,
            ]))
        _ = try await decided(.refused, place: "-", cause: nil)
        return .refused(refusal)
    }

    private func admit(
        _ candidate: Admission.Candidate, _ feed: Feed, place: String? = nil, cause: String? = nil
    ) async throws -> Acknowledgement.Outcome {
        let decision = try await decided(candidate, place: place, cause: cause)
        guard decision.fate == .withheld, feed.withheld == .refuse else { return .taken }
        return .refused(HL7Refusal(.dataType, "MSH", nil, "the letter is withheld"))
    }

    private func decided(
        _ candidate: Admission.Candidate, place: String?, cause: String?
    ) async throws -> SourceJournal.Decision {
        let file = UUID().uuidString.lowercased()
        standing.begin(file)
        defer { standing.end(file) }
        let decision = try await admission.admit(
            candidate, Admission.Item(source: source.name, file: file, place: place ?? file, cause: cause))
        logger.info(
            "HL7 message handled",
            metadata: .of([
                .source: source.name, .item: place ?? file, .state: decision.fate.rawValue,
                .code: decision.reasons.map(\.code).joined(separator: " "),
            ]))
        return decision
    }
}

extension LetterContent {
    init(_ letter: HL7Letter) {
        self.init(
            kind: letter.kind, urgency: .routine, title: letter.title, createdAt: letter.createdAt,
            signedAt: letter.signedAt, signedBy: letter.signedBy, author: letter.author,
            restricted: letter.isRestricted, patient: letter.patient, recipients: letter.recipients,
            encounter: letter.encounter, sections: [], coded: CodedEntries(), replaces: letter.replaces)
    }
}
