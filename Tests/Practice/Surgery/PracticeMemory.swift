import Foundation

/// What a practice has seen, filed and answered, as it follows from its diary.
struct PracticeMemory {
    /// One line of the diary.
    enum Entry: Codable, Equatable {
        case received(Received)
        /// The answer with this local id has left.
        case sent(String)
        /// MESH refused the answer for good.
        case unsendable(String)
    }

    /// A message that came, and everything that was decided about it, at once.
    struct Received: Codable, Equatable {
        enum Kind: String, Codable {
            case letter
            /// MESH's own word on one of our answers.
            case report
            /// Of a workflow that this practice does not read.
            case other
        }

        var meshID: String
        var kind: Kind
        var messageID: String?
        var documentID: String?
        var compositionID: String?
        var filed: Bool
        /// Why it was not filed.
        var code: ResponseCode?
        var answers: [Answer] = []
    }

    /// What tests ask for.
    struct Counts: Codable, Equatable, Sendable {
        /// MESH messages taken, each once.
        var messages = 0
        /// Letters filed.
        var documents = 0
        /// Letters refused, by code.
        var refused: [String: Int] = [:]
        var reports = 0
        var other = 0
        /// Answers that left.
        var answered = 0
        /// Answers still to send.
        var owed = 0
    }

    private(set) var counts = Counts()
    private(set) var letters = 0
    /// In the order in which they were decided.
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

    /// Whether this message or its document was filed before, or replaces one that was not.
    ///
    /// A letter that was refused is judged anew when it comes again: only what is on file is a duplicate.
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
