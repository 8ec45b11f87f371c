import Foundation

/// The messages that a practice has received, filed and answered, restored from its diary.
struct PracticeMemory {
    /// One line of the diary.
    enum Entry: Codable, Equatable {
        case received(Received)
        /// The answer with this local id was sent.
        case sent(String)
        /// MESH refused the answer with this local id for good.
        case unsendable(String)
    }

    /// A received message with every decision about it, in one entry, so that a crash cannot separate them.
    struct Received: Codable, Equatable {
        enum Kind: String, Codable {
            case letter
            /// A MESH report about one of the practice's answers.
            case report
            /// A message with a workflow that this practice does not read.
            case other
        }

        var meshID: String
        var kind: Kind
        var messageID: String?
        var documentID: String?
        var compositionID: String?
        var filed: Bool
        /// The code of the refusal; nil if the letter was filed.
        var code: ResponseCode?
        var answers: [Answer] = []
    }

    /// Counters that tests read.
    struct Counts: Codable, Equatable, Sendable {
        /// MESH messages received, each counted once.
        var messages = 0
        /// Letters filed.
        var documents = 0
        /// Number of letters refused, by code.
        var refused: [String: Int] = [:]
        var reports = 0
        var other = 0
        /// Answers sent.
        var answered = 0
        /// Answers not yet sent.
        var owed = 0
    }

    private(set) var counts = Counts()
    private(set) var letters = 0
    /// The answers not yet sent, in the order in which they were decided.
    private(set) var owed: [Answer] = []
    private var seen: Set<String> = []
    private var filedMessages: Set<String> = []
    private var filedDocuments: Set<String> = []
    private var filedCompositions: Set<String> = []

    mutating func note(_ entry: Entry) {
        switch entry {
        case .received(let received):
            guard seen.insert(received.meshID).inserted else { return }
            counts.messages += 1
            switch received.kind {
            case .letter: note(letter: received)
            case .report: counts.reports += 1
            case .other: counts.other += 1
            }
        case .sent(let id):
            if drop(id) { counts.answered += 1 }
        case .unsendable(let id): _ = drop(id)
        }
        counts.owed = owed.count
    }

    private mutating func note(letter: Received) {
        letters += 1
        owed += letter.answers
        if let code = letter.code { counts.refused[code.rawValue, default: 0] += 1 }
        guard letter.filed else { return }
        counts.documents += 1
        letter.messageID.map { _ = filedMessages.insert($0) }
        letter.documentID.map { _ = filedDocuments.insert($0) }
        letter.compositionID.map { _ = filedCompositions.insert($0) }
    }

    private mutating func drop(_ id: String) -> Bool {
        guard let index = owed.firstIndex(where: { $0.localID == id }) else { return false }
        owed.remove(at: index)
        return true
    }

    func knows(_ meshID: String) -> Bool { seen.contains(meshID) }

    /// Returns a finding if this message or its document was filed before, or if it replaces a document that was not
    /// filed.
    ///
    /// A refused letter that comes again is judged again: only a filed document counts as a duplicate.
    func finding(on letter: LetterFacts) -> Finding? {
        if let id = letter.messageID, filedMessages.contains(id) {
            return Finding(code: .duplicateMessage, sentence: "this message was received before")
        }
        if let id = letter.documentID, filedDocuments.contains(id) {
            return Finding(code: .duplicateDocument, sentence: "this document was received before")
        }
        if let old = letter.replaces, !filedCompositions.contains(old) {
            return Finding(code: .replacement, sentence: "the document that it replaces is not on file here")
        }
        return nil
    }
}
