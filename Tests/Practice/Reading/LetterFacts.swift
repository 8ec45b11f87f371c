/// What a practice's system knows a letter by, whatever its format.
struct LetterFacts: Equatable, Sendable {
    /// What an answer names; nil when it can't be read.
    var messageID: String?
    var documentID: String?
    var compositionID: String?
    /// The identifier of the document that it takes the place of.
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
