import Foundation
import HL7v2
import Letters

/// Explains, line by line, how a feed's rules judge the messages of a file.
struct Explanation {
    private(set) var lines: [String] = []
    private(set) var count = 0
    /// The number of messages that give no letter.
    private(set) var without = 0
    private let feeds: [Feed]
    private let isLive: Bool
    private let showsPatient: Bool
    private let now: Date

    /// - Parameter bytes: a message or a batch, either bare or in MLLP frames.
    init(_ bytes: [UInt8], feeds: [Feed], isLive: Bool, showsPatient: Bool, now: Date) {
        self.feeds = feeds
        self.isLive = isLive
        self.showsPatient = showsPatient
        self.now = now
        for content in contents(bytes) { explain(content) }
        if count == 0, lines.isEmpty { lines.append("There is no message in the file.") }
    }

    private mutating func contents(_ bytes: [UInt8]) -> [[UInt8]] {
        guard bytes.first == 0x0B else { return [bytes] }
        var reader = FrameReader(limit: bytes.count)
        let outputs = reader.take(bytes) + [reader.conclude()].compactMap(\.self)
        return outputs.compactMap { output in
            switch output {
            case .frame(let content, let endsRightly):
                if !endsRightly { lines.append("The frame ends without 0x0D; it is taken all the same.") }
                return content
            case .broken(let fault, let bytes, _):
                lines.append("A frame of \(bytes.count) bytes is broken (\(fault.rawValue)): it would not be answered.")
                (count, without) = (count + 1, without + 1)
                return nil
            }
        }
    }

    private mutating func explain(_ bytes: [UInt8]) {
        let batch = Batch(bytes)
        if batch.isBatch { lines.append("A batch of \(batch.messages.count) messages.") }
        if batch.miscounts { lines.append("Its BTS-1 or FTS-1 says another number of messages or batches.") }
        for message in batch.messages {
            count += 1
            if batch.messages.count > 1 { lines.append("Message \(count):") }
            do {
                explain(try HL7Message(message))
            } catch {
                without += 1
                lines.append("It cannot be read: \(Self.words(error)).")
            }
        }
    }

    private static func words(_ error: HL7Message.Unreadable) -> String {
        switch error {
        case .noHeader: "it does not begin with MSH"
        case .delimiters: "MSH-1 and MSH-2 are no delimiters, or name one twice"
        case .notASegment(let line):
            "line \(line) is no segment; a line break inside a field makes one, and what belongs together is then a guess"
        case .severalMessages: "there is a second MSH without a batch around it"
        }
    }

    private mutating func explain(_ message: HL7Message) {
        guard let feed = Feed.feed(of: message, among: feeds) else {
            without += 1
            lines.append("No feed is for its sender (MSH-3, MSH-4): it would be refused (AR, MSH-3, code 204).")
            return
        }
        lines.append("Feed \(feed.name):")
        let judgement = Judge.judge(message, by: feed, isLive: isLive, now: now)
        for step in judgement.steps {
            let value = step.value.map { step.isPersonal && !showsPatient ? "(\($0.count) characters)" : $0 }
            let words = [step.field, value.map { "= \($0)" } ?? "", step.outcome.isEmpty ? "" : ": \(step.outcome)"]
            lines.append(
                "  \(step.rule)  \(words.filter { !$0.isEmpty }.joined(separator: " "))".replacing(" : ", with: ": "))
        }
        conclude(judgement.verdict)
    }

    private mutating func conclude(_ verdict: Judgement.Verdict) {
        if case .letter(let letter) = verdict {
            lines.append(
                "A letter: \(letter.kind.rawValue), signed \(letter.signedAt.formatted(.iso8601)), for "
                    + letter.recipients.map(\.ods.description).joined(separator: ", ")
                    + ", \(letter.documents.count) document\(letter.documents.count == 1 ? "" : "s")"
                    + (letter.isRestricted ? ", restricted" : "") + (letter.isDeceased ? ", the patient has died" : "")
                    + ".")
            if letter.isRevision { lines.append("The same number with other content is a revision.") }
            for note in letter.notes { lines.append("Note: \(note).") }
            return
        }
        without += 1
        switch verdict {
        case .letter: break
        case .withdrawal:
            without -= 1
            lines.append("A withdrawal: the letter of this number is taken back.")
        case .unsigned: lines.append("Not signed off yet: no letter, and no fault.")
        case .withheld(let faults, _):
            lines.append("Withheld, for a person to see to:")
            for fault in faults { lines.append("  \(fault.code.rawValue): \(fault.detail)") }
        case .ignored(let why): lines.append("Acknowledged and left alone: \(why).")
        case .refused(let refusal):
            let place = [refusal.segment, refusal.field.map(String.init)].compactMap(\.self).joined(separator: "-")
            lines.append("Refused (AR, \(place), code \(refusal.code.rawValue)): \(refusal.detail).")
        }
    }
}
