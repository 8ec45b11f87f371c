import Documents
import Foundation
import HL7v2
import Journal
import Letters
import Logging
import Messages
import Metrics
import Pipeline
import Synchronization

/// Processes one frame: judges each message by its feed's rules, passes it to the admission, and returns the answers.
struct MessageIntake: Sendable {
    let source: HL7Source
    let admission: Admission
    let isLive: Bool
    let tally: FeedTally
    let logger: Logger
    let standing = IntakeStanding()
    /// Called with the reason when no letter can be taken, and with nil when letters can be taken again.
    let setReadiness: @Sendable (String?) -> Void
    /// The pause between attempts for a message that its sender would not send again.
    var pause = Duration.seconds(1)

    enum Reply: Equatable, Sendable {
        case answers([[UInt8]])
        /// No answer is possible; the connection is closed.
        case close
    }

    /// True when the sender is answered if the message fails, and so sends it again.
    func wantsAnswer(_ frame: [UInt8]) -> Bool {
        guard let header = try? HL7Message(headerOf: frame) else { return true }
        let mode = Feed.feed(of: header, among: source.feeds)?.answers ?? .one
        return !Acknowledgement.answers(to: header, .failed, mode, id: "", now: "").isEmpty
    }

    /// Processes a frame.
    ///
    /// - Returns: the answers, once what they confirm is on disk.
    func take(_ frame: [UInt8]) async -> Reply {
        let batch = Batch(frame)
        if batch.miscounts {
            logger.warning(
                "HL7 batch has another number of messages than it says", metadata: .of([.source: source.name]))
        }
        guard !batch.messages.isEmpty else {
            await keep("empty-batch", frame)
            return .close
        }
        var answers: [[UInt8]] = []
        for message in batch.messages {
            guard case .answers(let more) = await takeMessage(message) else { return .close }
            answers += more
        }
        return .answers(answers)
    }

    /// Keeps the bytes of a broken frame for a person to see.
    func keep(_ fault: FrameReader.Fault, _ bytes: [UInt8]) async {
        Counter(
            label: "extraction_frames_broken_total", dimensions: [("source", source.name), ("fault", fault.rawValue)]
        ).increment()
        await keep(fault.rawValue, [.empty, .tls, .http].contains(fault) ? [] : bytes)
    }

    private func keep(_ why: String, _ bytes: [UInt8]) async {
        var item = "-"
        if !bytes.isEmpty {
            do {
                item = try await kept(bytes, why)
                note(nil)
            } catch {
                note(error)
            }
        }
        logger.warning(
            "HL7 frame broken; it is kept and not answered",
            metadata: .of([.source: source.name, .code: why, .bytes: bytes.count, .item: item]))
    }

    /// Stores bytes as kept input.
    ///
    /// - Returns: the id by which an operator asks for them.
    func kept(_ bytes: [UInt8], _ why: String) async throws -> String {
        let object = try await admission.documents.put(Data(bytes), mediaType: HL7Source.mediaType)
        let item = Identity.uuid("kept", source.name, object.sha256).uuidString.lowercased()
        try await admission.journal.keep(object, as: item, from: source.name, why, at: admission.now())
        return item
    }

    private func takeMessage(_ bytes: [UInt8]) async -> Reply {
        let message: HL7Message
        do throws(HL7Message.Unreadable) {
            message = try HL7Message(bytes)
        } catch {
            guard let header = try? HL7Message(headerOf: bytes) else {
                await keep("no-header", bytes)
                return .close
            }
            return await decide(header, FeedTally.nobody, .one) {
                _ = try await kept(bytes, "unreadable")
                return try await refuse(error.refusal)
            }
        }
        guard let feed = Feed.feed(of: message, among: source.feeds) else {
            return await decide(message, FeedTally.nobody, .one) {
                try await refuse(HL7Refusal(.unknownKey, "MSH", 3, "no feed is for this sender (MSH-3, MSH-4)"))
            }
        }
        return await decide(message, feed.name, feed.answers) { try await outcome(message, bytes, feed) }
    }

    /// Processes a message once; repeats a failed attempt if the sender gets no answer and so would not send the
    /// message again.
    private func decide(
        _ message: HL7Message, _ feed: String, _ mode: Feed.Answers,
        _ attempt: () async throws -> Acknowledgement.Outcome
    ) async -> Reply {
        tally.received(feed, at: admission.now())
        while true {
            var outcome = Acknowledgement.Outcome.failed
            do {
                outcome = try await attempt()
                note(nil)
            } catch {
                note(error)
            }
            let answers = Acknowledgement.answers(
                to: message, outcome, mode, id: Self.controlID(), now: Self.time(admission.now()))
            if outcome == .failed, answers.isEmpty, !Task.isCancelled {
                try? await Task.sleep(for: pause)
                continue
            }
            tally.answered(feed, Self.code(outcome))
            return .answers(answers)
        }
    }

    private func note(_ error: (any Error)?) {
        let words = error.map(Self.words)
        guard standing.isNews(words) else { return }
        setReadiness(words)
        guard let words else { return }
        logger.error(
            "HL7 message not taken; the sender is told to send it again",
            metadata: .of([.source: source.name, .why: words]))
    }

    /// System errors may contain a file's name; our own errors do not.
    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as DocumentStoreError: error.description
        case let error as JournalError: error.description
        default: "\(type(of: error))"
        }
    }

    private static func code(_ outcome: Acknowledgement.Outcome) -> String {
        switch outcome {
        case .taken: "AA"
        case .failed: "AE"
        case .refused: "AR"
        }
    }

    /// Returns a new message control id (MSH-10), at most 20 characters.
    private static func controlID() -> String { String(UUID().uuidString.filter { $0 != "-" }.prefix(20)) }

    private static func time(_ date: Date) -> String {
        Instant.text(date).prefix(19).filter { ("0"..."9").contains($0) } + "+0000"
    }
}

extension HL7Source {
    /// The media type of HL7 v2 messages in ER7 encoding.
    static let mediaType = "application/hl7-v2"
}

/// The messages in work, and the current error of the intake, if any.
final class IntakeStanding: Sendable {
    private struct State {
        var items: Set<String> = []
        var trouble: String?
    }

    private let state = Mutex(State())

    var items: [String] { state.withLock { Array($0.items) } }

    func begin(_ item: String) { state.withLock { _ = $0.items.insert(item) } }

    func end(_ item: String) { state.withLock { _ = $0.items.remove(item) } }

    func isNews(_ trouble: String?) -> Bool {
        state.withLock { state in
            defer { state.trouble = trouble }
            return state.trouble != trouble
        }
    }
}
