public import Letters

extension Stage {
    /// The stages that consume from a queue of their own, and therefore can park messages.
    public static let takingWork: [Stage] = [.conversion, .transport, .acknowledgement, .reporting]

    /// The events that this stage may publish (deploy/docs/CONTRACT.md, "Messages"). The topic permissions in
    /// `definitions.json` are the same, and every consumer checks a message's user against this set.
    public var publishes: Set<EventType> {
        switch self {
        case .extraction: [.letterExtracted, .letterWithheld, .letterWithdrawn, .letterRedropped]
        case .conversion: [.letterConvertedForMesh, .letterConvertedForFolder, .letterRefused]
        case .transport:
            [
                .letterSent, .letterRefused, .letterReconvert, .letterUnroutable, .letterCancelled, .letterSuperseded,
                .letterDelivered, .letterCollected, .letterStalled, .meshReceived, .meshPolled, .inboundAnswered,
            ]
        case .acknowledgement:
            [
                .letterUndelivered, .letterReceived, .letterFiled, .letterRejected, .letterOverdue, .letterResend,
                .answerDoubted, .inboundFiled, .inboundRefused, .responsePrepared,
            ]
        case .reporting: [.letterStalled, .letterResend, .letterRerouted, .letterClosed]
        case .operator:
            [.letterResend, .letterRerouted, .letterReleased, .letterClosed, .answerAccepted, .pagesDoubted]
        }
    }

    /// The events for which the stage's queue is bound to the exchange `letters`; reporting receives all events.
    public var takes: Set<EventType> {
        switch self {
        case .conversion:
            [.letterExtracted, .letterResend, .letterRerouted, .letterReleased, .letterReconvert]
        case .transport:
            [
                .letterConvertedForMesh, .letterConvertedForFolder, .responsePrepared, .letterWithdrawn, .letterClosed,
                .letterReceived, .letterFiled, .letterRejected, .letterUndelivered,
            ]
        case .acknowledgement:
            [
                .meshReceived, .meshPolled, .letterConvertedForMesh, .letterSent, .letterCollected, .letterResend,
                .letterRerouted, .letterClosed, .letterWithdrawn, .answerAccepted,
            ]
        case .reporting: EventType.known
        case .extraction, .operator: []
        }
    }
}

extension EventType {
    /// All events of this version: those that any stage may publish.
    public static let known: Set<EventType> = Stage.allCases.reduce(into: []) { $0.formUnion($1.publishes) }
}
