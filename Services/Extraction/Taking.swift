import Documents
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import Pipeline
import Renditions

/// Takes a letter over from a source: stores it, decides what it is, and says so in an event.
///
/// Objects are on the disk before the journal names them, and the journal holds the event before the source's file is
/// moved; so a crash at any point leaves a file that is judged again, to the same end.
struct Taking: Sendable {
    let organisation: ODSCode
    let documents: DocumentStore
    let journal: SourceJournal
    let logger: Logger
    var now: @Sendable () -> Date = { Instant.rounded(Date()) }

    /// An object that is written and not yet on the disk under its name.
    typealias Object = (writer: ObjectWriter, reference: ObjectReference)

    /// One file of a source, read.
    struct Item: Sendable {
        var source: String
        /// Names this very file.
        var file: String
        /// Names the place of the file at the source without saying its name.
        var place: String
    }

    /// Writes a document into the store, piece by piece.
    ///
    /// - Returns: nil when the file changed meanwhile, or the service ends: it is to be read again, from its beginning.
    func store(
        _ file: DropFile, _ type: DocumentType, isStopping: @escaping @Sendable () -> Bool
    ) async throws -> Object? {
        let object = try await documents.write(mediaType: type.rawValue) { sink in
            var offset = 0
            while offset < file.size, !isStopping() {
                let piece = try file.bytes(from: offset, count: 1 << 20)
                guard !piece.isEmpty else { return }
                try sink(piece)
                offset += piece.count
            }
        }
        return object.reference.size == file.size && file.isUnchanged ? object : nil
    }

    /// A signed-off letter without a fault.
    ///
    /// - Parameter objects: the document and its attachments.
    func take(
        _ content: DroppedLetter.Content, documentID: String, revision: Int, documents objects: [Object], item: Item
    ) async throws -> SourceJournal.Decision {
        let record = record(content, documentID, revision, objects.map(\.reference), item.source)
        let bytes = try JSONEncoder.meshPost.encode(record)
        let (writer, stored) = try await documents.write(mediaType: "application/json") { try $0(bytes) }
        try await ObjectWriter.finish(objects.map(\.writer) + [writer])
        let now = now()
        return try await journal.decide(file: item.file, source: item.source, at: now) { database in
            if let withdrawn = try SourceJournal.withdrawnRevision(record.chain, database), revision <= withdrawn {
                let reason = Reason(
                    code: "withdrawn", detail: "this revision was withdrawn: drop a higher revision to send it")
                return try withhold([reason], record, stored, item, now)
            }
            let deliveries = record.recipients.map { facts(record, $0, stored) }
            if let former = try SourceJournal.extractedContent(record.letter, database) {
                return try again(record, deliveries, isSame: former == stored.sha256, stored, item, now, database)
            }
            try SourceJournal.note(
                record, content: stored.sha256, deliveries: deliveries.map(\.delivery), database, at: now)
            let events = try deliveries.map { facts in
                try Event(
                    .letterExtracted, LetterExtracted(facts: facts), about: facts.delivery.description,
                    cause: stored.sha256, from: .extraction, at: now, traceparent: Self.trace(facts.delivery))
            }
            return SourceJournal.Decision(fate: .taken, events: events)
        }
    }

    /// A letter whose revision was taken before.
    ///
    /// Whether it goes again is decided by what became of it, which others know.
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

    /// A signed-off letter that can be read but cannot be sent as it stands.
    func withhold(_ letter: DroppedLetter, _ reasons: [Reason], item: Item) async throws -> SourceJournal.Decision {
        let now = now()
        let chain = letter.documentID.map { Identity.chain(source: item.source, documentID: $0) }
        let id = chain.flatMap { chain in letter.revision.map { Identity.letter(chain: chain, revision: $0) } }
        let payload = LetterWithheld(
            source: item.source, item: id?.description ?? item.place, chain: chain, letter: id,
            revision: letter.revision, kind: letter.kind, signedAt: letter.signedAt, reasons: reasons)
        return try await journal.decide(file: item.file, source: item.source, at: now) { _ in
            try Self.withheld(payload, .withheld, item, now)
        }
    }

    /// A file that is no letter at all.
    func reject(_ reason: Reason, item: Item) async throws -> SourceJournal.Decision {
        let now = now()
        let payload = LetterWithheld(source: item.source, item: item.place, reasons: [reason])
        return try await journal.decide(file: item.file, source: item.source, at: now) { _ in
            try Self.withheld(payload, .rejected, item, now)
        }
    }

    /// The source takes a letter back.
    func withdraw(documentID: String, revision: Int, item: Item) async throws -> SourceJournal.Decision {
        let now = now()
        let chain = Identity.chain(source: item.source, documentID: documentID)
        return try await journal.decide(file: item.file, source: item.source, at: now) { database in
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
            .letterWithheld, payload, about: payload.letter?.description ?? payload.item, cause: item.file,
            from: .extraction, at: now)
        return SourceJournal.Decision(fate: fate, events: [event], reasons: payload.reasons)
    }

    private func record(
        _ content: DroppedLetter.Content, _ documentID: String, _ revision: Int, _ files: [ObjectReference],
        _ source: String
    ) -> LetterRecord {
        let chain = Identity.chain(source: source, documentID: documentID)
        return LetterRecord(
            chain: chain, letter: Identity.letter(chain: chain, revision: revision), source: source,
            documentID: documentID, revision: revision, kind: content.kind, urgency: content.urgency,
            title: content.title, createdAt: content.createdAt, signedAt: content.signedAt, signedBy: content.signedBy,
            author: content.author, restricted: content.restricted, patient: content.patient,
            recipients: content.recipients, encounter: content.encounter, sections: content.sections,
            coded: content.coded, document: files.first, attachments: Array(files.dropFirst()),
            replaces: content.replaces.map { Identity.chain(source: source, documentID: $0) })
    }

    private func facts(_ record: LetterRecord, _ recipient: Recipient, _ stored: ObjectReference) -> DeliveryFacts {
        DeliveryFacts(
            chain: record.chain, letter: record.letter,
            delivery: Identity.delivery(letter: record.letter, recipient: recipient.ods), revision: record.revision,
            source: record.source, kind: record.kind, urgency: record.urgency, recipient: recipient.ods,
            role: recipient.role, specialty: record.encounter?.specialty, signedAt: record.signedAt,
            encounterAt: record.encounter.flatMap { $0.dischargedAt ?? $0.attendedAt }, record: stored,
            replaces: record.replaces)
    }

    /// W3C Trace Context: the delivery is the trace.
    private static func trace(_ delivery: DeliveryID) -> String {
        let digits = delivery.description.replacing("-", with: "")
        return "00-\(digits)-\(digits.prefix(16))-01"
    }
}
