public import Letters

extension Stage {
    /// The stages that take work from a queue of their own, and so can park it.
    public static let takingWork: [Stage] = [.conversion, .transport, .acknowledgement, .reporting]

    /// The events that this stage may publish (deploy/docs/CONTRACT.md, "Messages"). The topic permissions in
    /// `definitions.json` say the same to the broker, and every consumer holds a message's user against it.
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

    /// The events that the stage's queue is bound for on the exchange `letters`; reporting hears every one.
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
    /// Every event of this version: what some stage may publish.
    public static let known: Set<EventType> = Stage.allCases.reduce(into: []) { $0.formUnion($1.publishes) }
}
