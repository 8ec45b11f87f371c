import Documents
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Pipeline
import Renditions

/// Admits items from all sources: judges each item, stores it, decides on it and publishes the decision as an event.
///
/// Objects are on disk before the journal names them, and the journal holds the event before the source removes its
/// item. After a crash at any point the item is judged again, with the same result.
struct Admission: Sendable {
    let organisation: ODSCode
    let documents: DocumentStore
    let journal: SourceJournal
    let logger: Logger
    var bounds = Bounds()
    var now: @Sendable () -> Date = { Instant.rounded(Date()) }

    /// An object that is written but not yet synced to disk under its name.
    typealias Object = (writer: ObjectWriter, reference: ObjectReference)

    /// The item that a candidate was read from.
    struct Item: Sendable {
        var source: String
        /// Identifies this item; the same letter, given again, is another item.
        var file: String
        /// Identifies the item's location at the source without revealing its name, which may hold patient data.
        var place: String
        /// The cause id of a refusal's event: a refusal is published once per cause, however often the item is given
        /// again. Nil for this item's own id.
        var cause: String?
    }

    /// How the revisions of a document are numbered: by the source, or by extraction.
    enum Revision: Equatable, Sendable {
        case given(Int)
        /// The source does not number revisions: they are counted by content, in order of arrival.
        ///
        /// - newContentIsNew: true when new content makes a new revision, false when it changes the last one.
        case counted(newContentIsNew: Bool)
    }

    /// The content of one item, as its source read it.
    enum Candidate: Sendable {
        /// A signed-off letter whose form is valid.
        ///
        /// - documents: the document, then its attachments.
        case letter(LetterContent, documentID: String, Revision, documents: [Object])
        /// A signed-off letter that can be read but not sent as it is.
        case faulty(LetterOutline, [Reason])
        /// The source withdraws a letter, up to a revision; nil for all revisions so far, from a source that does not
        /// number them.
        case withdrawal(documentID: String, revision: Int?)
        /// The item cannot be read as a letter.
        case unreadable(Reason)
        /// The source has refused the item and told its sender why. The item is counted, and no event is published.
        case refused
    }

    /// Judges a candidate and decides on it, once for this item.
    ///
    /// - Returns: the decision, once it and all that it needs are on disk.
    /// - Throws: `DocumentStoreError`, `JournalError`: nothing is decided, and the item must be given again.
    func admit(_ candidate: Candidate, _ item: Item) async throws -> SourceJournal.Decision {
        switch candidate {
        case .letter(let content, let documentID, let revision, let objects):
            let faults = faults(of: content)
            guard faults.isEmpty else {
                let given: Int? = if case .given(let number) = revision { number } else { nil }
                let outline = LetterOutline(
                    documentID: documentID, revision: given, isCounted: given == nil, kind: content.kind,
                    signedAt: content.signedAt)
                return try await withhold(outline, faults, item)
            }
            switch revision {
            case .given(let number):
                return try await take(Draft(content, documentID, objects, item), revision: number)
            case .counted(let isNew):
                return try await takeCounted(Draft(content, documentID, objects, item), newContentIsNew: isNew)
            }
        case .faulty(let outline, let reasons): return try await withhold(outline, reasons, item)
        case .withdrawal(let documentID, let revision):
            return try await withdraw(documentID: documentID, revision: revision, item)
        case .unreadable(let reason): return try await reject(reason, item)
        case .refused:
            return try await journal.decide(file: item.file, source: item.source, at: now()) { _ in
                SourceJournal.Decision(fate: .rejected, events: [])
            }
        }
    }

    /// A letter that is about to be stored and journalled.
    struct Draft: Sendable {
        var content: LetterContent
        var documentID: String
        var objects: [Object]
        var item: Item

        init(_ content: LetterContent, _ documentID: String, _ objects: [Object], _ item: Item) {
            self.content = content
            self.documentID = documentID
            self.objects = objects
            self.item = item
        }
    }

    /// Takes a letter as this revision.
    ///
    /// - Parameter content: the key by which the letter is compared with another; the hash of its record by default.
    func take(
        _ draft: Draft, revision: Int, content key: String? = nil,
        _ prove: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) async throws -> SourceJournal.Decision {
        let (item, record) = (draft.item, record(draft, revision))
        let bytes = try JSONEncoder.meshPost.encode(record)
        let (writer, stored) = try await documents.write(mediaType: "application/json") { try $0(bytes) }
        try await ObjectWriter.finish(draft.objects.map(\.writer) + [writer])
        let now = now()
        let content = key ?? stored.sha256
        return try await journal.decide(file: item.file, source: item.source, at: now) { database in
            try prove(database)
            if let withdrawn = try SourceJournal.withdrawnRevision(record.chain, database), revision <= withdrawn {
                let reason = Reason(
                    code: "withdrawn", detail: "this revision was withdrawn: give a higher revision to send it")
                return try withhold([reason], record, stored, item, now)
            }
            let deliveries = record.recipients.map { facts(record, $0, stored) }
            if let former = try SourceJournal.extractedContent(record.letter, database) {
                return try again(record, deliveries, isSame: former == content, stored, item, now, database)
            }
            try SourceJournal.note(
                record, content: content, deliveries: deliveries.map(\.delivery), database, at: now)
            let events = try deliveries.map { facts in
                try Event(
                    .letterExtracted, LetterExtracted(facts: facts), about: facts.delivery.description,
                    cause: stored.sha256, from: .extraction, at: now, traceparent: Self.trace(facts.delivery))
            }
            return SourceJournal.Decision(fate: .taken, events: events)
        }
    }

    /// Decides on a letter whose revision was taken before.
    ///
    /// It is published as `letter.redropped`: whether it is sent again depends on the delivery's outcome, which this
    /// stage does not know.
    private func again(
        _ record: LetterRecord, _ deliveries: [DeliveryFacts], isSame: Bool, _ stored: ObjectReference, _ item: Item,
        _ now: Date, _ database: Database
    ) throws -> SourceJournal.Decision {
        let redropped = try Event(
            .letterRedropped, LetterRedropped(deliveries: deliveries), about: record.letter.description,
            cause: item.file, from: .extraction, at: now)
        if isSame { return SourceJournal.Decision(fate: .duplicate, events: [redropped]) }
        try SourceJournal.noteChange(of: record.letter, database)
        let reason = Reason(
            code: "changed-without-revision",
            detail: "this revision was taken before with another content: it is sent in place of that only where that "
                + "had been refused, rejected or not delivered; else give the changed letter a higher revision")
        var decision = try withhold([reason], record, stored, item, now)
        decision.events.append(redropped)
        return decision
    }

    private func withhold(
        _ letter: LetterOutline, _ reasons: [Reason], _ item: Item
    ) async throws -> SourceJournal.Decision {
        let now = now()
        let chain = letter.documentID.map { Identity.chain(source: item.source, documentID: $0) }
        let id = chain.flatMap { chain in letter.revision.map { Identity.letter(chain: chain, revision: $0) } }
        return try await journal.decide(file: item.file, source: item.source, at: now) { database in
            let last = try chain.flatMap { try SourceJournal.countedRevisions($0, database) }
            let payload = LetterWithheld(
                source: item.source, item: id?.description ?? item.place, chain: chain, letter: id,
                revision: letter.isCounted ? last ?? 0 : letter.revision, kind: letter.kind,
                signedAt: letter.signedAt, reasons: reasons)
            return try Self.withheld(payload, .withheld, item, now)
        }
    }

    private func reject(_ reason: Reason, _ item: Item) async throws -> SourceJournal.Decision {
        let now = now()
        let payload = LetterWithheld(source: item.source, item: item.place, reasons: [reason])
        return try await journal.decide(file: item.file, source: item.source, at: now) { _ in
            try Self.withheld(payload, .rejected, item, now)
        }
    }

    private func withdraw(
        documentID: String, revision: Int?, _ item: Item
    ) async throws -> SourceJournal.Decision {
        let now = now()
        let chain = Identity.chain(source: item.source, documentID: documentID)
        return try await journal.decide(file: item.file, source: item.source, at: now) { database in
            let revision = try revision ?? SourceJournal.countedRevisions(chain, database) ?? 1
            let deliveries = try SourceJournal.noteWithdrawal(chain, revision: revision, database)
            let payload = LetterWithdrawn(
                source: item.source, chain: chain, revision: revision, deliveries: deliveries)
            let event = try Event(
                .letterWithdrawn, payload, about: chain.description, cause: "\(revision)", from: .extraction, at: now)
            return SourceJournal.Decision(fate: .withdrawn, events: [event])
        }
    }

    private func withhold(
        _ reasons: [Reason], _ record: LetterRecord, _ stored: ObjectReference, _ item: Item, _ now: Date
    ) throws -> SourceJournal.Decision {
        let payload = LetterWithheld(
            source: item.source, item: record.letter.description, chain: record.chain, letter: record.letter,
            revision: record.revision, kind: record.kind, specialty: record.encounter?.specialty,
            signedAt: record.signedAt, reasons: reasons, record: stored)
        return try Self.withheld(payload, .withheld, item, now)
    }

    private static func withheld(
        _ payload: LetterWithheld, _ fate: SourceJournal.Fate, _ item: Item, _ now: Date
    ) throws -> SourceJournal.Decision {
        let event = try Event(
            .letterWithheld, payload, about: payload.letter?.description ?? payload.item,
            cause: item.cause ?? item.file, from: .extraction, at: now)
        return SourceJournal.Decision(fate: fate, events: [event], reasons: payload.reasons)
    }
}
