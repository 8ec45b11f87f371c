import Foundation
import Journal
import Letters
import Messages

@testable import Reporting

/// The events of one letter, as the stages publish them.
struct Samples {
    let facts: DeliveryFacts
    let start = Date(timeIntervalSince1970: 1_795_000_000)

    init(_ documentID: String = "EPR-1", recipient: String = "Y00001", record: ObjectReference? = nil) throws {
        let chain = Identity.chain(source: "epr", documentID: documentID)
        let letter = Identity.letter(chain: chain, revision: 1)
        let ods = ODSCode(recipient)!
        facts = DeliveryFacts(
            chain: chain, letter: letter, delivery: Identity.delivery(letter: letter, recipient: ods), revision: 1,
            source: "epr", kind: .outpatientLetter, urgency: .routine, recipient: ods, role: .registeredPractice,
            signedAt: Date(timeIntervalSince1970: 1_794_999_000),
            record: record
                ?? ObjectReference(
                    sha256: "00", size: 1, mediaType: "application/json", location: "00/00/\(documentID)"))
    }

    func extracted() throws -> Event {
        try Event(
            .letterExtracted, LetterExtracted(facts: facts), about: facts.delivery.description, cause: "file",
            from: .extraction, at: start)
    }

    func attempt() throws -> Attempt { Attempt(askedBy: try extracted(), delivery: facts.delivery) }

    func converted() throws -> Event {
        let object = ObjectReference(sha256: "11", size: 9, mediaType: "application/xml", location: "11")
        let scan = ObjectReference(sha256: "22", size: 90, mediaType: "image/tiff", location: "22")
        let payload = LetterConverted(
            facts: facts, attempt: try attempt(), channel: .mesh, format: "send-document", workflow: "W",
            message: object, envelope: object, expects: [.collected, .technical, .business],
            documents: [
                SentDocument(original: object, sent: object, pages: 1, words: 412, images: 0),
                SentDocument(original: scan, sent: object, alterations: ["converted"], pages: 3, words: 0, images: 3),
            ], sections: ShownSections(count: 5, words: 310, isInPlaceOfDocument: true))
        return try Event(
            .letterConvertedForMesh, payload, about: facts.delivery.description, cause: "e1", from: .conversion,
            at: start + 1)
    }

    func outcome(
        _ type: EventType, after seconds: Double, code: String? = nil, from stage: Stage = .acknowledgement
    ) throws -> Event {
        let reason = code.map { Reason(code: $0, detail: "because of <\($0)>") }
        let payload = LetterOutcome(
            facts: facts, attempt: try attempt(), reason: reason, meshMessageID: "20261122_AB")
        return try Event(
            type, payload, about: facts.delivery.description, cause: "\(type) \(seconds)", from: stage,
            at: start + seconds)
    }

    /// Returns an answer that is in doubt, or that an operator accepted.
    func answered(
        _ type: EventType, after seconds: Double, code: String? = nil, from stage: Stage = .acknowledgement,
        _ source: AnswerSource
    ) throws -> Event {
        let payload = LetterOutcome(
            facts: facts, attempt: type == .answerAccepted ? nil : try attempt(),
            reason: code.map {
                Reason(code: $0, detail: "it came from mailbox Y00099MB, and the letter went to Y00001MB")
            },
            answer: .business, by: type == .answerAccepted ? OperatorAction(name: "pat", reason: "asked them") : nil,
            answeredBy: source)
        return try Event(
            type, payload, about: facts.delivery.description, cause: "\(type) \(seconds)", from: stage,
            at: start + seconds)
    }

    /// Returns the events from extraction to the filing by the practice.
    func life() throws -> [Event] {
        [
            try extracted(), try converted(), try outcome(.letterSent, after: 2, from: .transport),
            try outcome(.letterCollected, after: 3, from: .transport),
            try outcome(.letterReceived, after: 4, code: "20013"), try outcome(.letterFiled, after: 5, code: "30001"),
        ]
    }

    static func ledger() throws -> Ledger {
        let directory = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return try Ledger(directory: directory)
    }
}

extension Ledger {
    /// Opens the ledger in a directory, as the service does.
    init(directory: URL) throws {
        self.init(
            try Journal(
                directory: directory, name: "reporting", migrations: LedgerSchema.migrations,
                checkedUpTo: Self.checkedUpTo))
    }
}
