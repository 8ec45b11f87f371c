/// The facts by which a practice's system identifies a letter, whatever its format.
struct LetterFacts: Equatable, Sendable {
    /// The message id, which an answer refers to; nil if it cannot be read.
    var messageID: String?
    var documentID: String?
    var compositionID: String?
    /// The identifier of the document that this one replaces.
    var replaces: String?
    var given: [String] = []
    var nhsNumber: String?
    var senderReference = "None"
}

extension ITKMessage {
    var facts: LetterFacts {
        LetterFacts(
            messageID: id, documentID: documentID, compositionID: compositionID, replaces: replaces,
            given: givenNames, nhsNumber: nhsNumber, senderReference: senderReference)
    }
}
