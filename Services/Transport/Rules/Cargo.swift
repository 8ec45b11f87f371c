import Foundation
import Letters
import Messages

/// The content of a send: a letter of ours, or our response to a letter that another organisation sent to us.
enum Cargo: Sendable {
    case letter(LetterConverted)
    case answer(ResponsePrepared)

    /// - Throws: `EventError` for an event that is neither.
    init(_ event: Event) throws {
        self = event.type == .responsePrepared ? .answer(try event.payload()) : .letter(try event.payload())
    }

    var message: MessageID {
        switch self {
        case .letter(let letter): letter.attempt.message
        case .answer(let answer): answer.answer
        }
    }

    /// The message file.
    var file: ObjectReference {
        switch self {
        case .letter(let letter): letter.message
        case .answer(let answer): answer.message
        }
    }

    var envelope: ObjectReference {
        switch self {
        case .letter(let letter): letter.envelope
        case .answer(let answer): answer.envelope
        }
    }

    var channel: Channel {
        switch self {
        case .letter(let letter): letter.channel
        case .answer: .mesh
        }
    }

    /// The MESH workflow; empty for a folder.
    var workflow: String {
        switch self {
        case .letter(let letter): letter.workflow
        case .answer(let answer): answer.workflow
        }
    }

    /// The recipient's mailbox that the event names; nil when it names none and MESH's endpoint lookup must find it.
    var mailbox: String? {
        switch self {
        case .letter(let letter): letter.mailbox
        case .answer(let answer): answer.mailbox
        }
    }

    var letter: LetterConverted? {
        if case .letter(let letter) = self { letter } else { nil }
    }

    /// Whether the recipient is expected to answer, with a technical (20013) or a business (30001) acknowledgement.
    var awaitsAnswer: Bool { letter.map { !Set($0.expects).isDisjoint(with: [.technical, .business]) } ?? false }
}
