public import Foundation
import Letters

/// Applies a feed's rules to a message.
///
/// The steps are: the type of the message, whether it withdraws a letter, whether the letter is signed off, and only
/// then the content of the letter. All faults of the letter are reported, not just the first.
public struct Judge {
    let message: HL7Message
    let feed: Feed
    let now: Date
    let reader: TextReader
    private let finding: CharacterEncoding.Finding
    var steps: [Judgement.Step] = []
    var faults: [HL7Fault] = []

    /// - Parameters:
    ///   - isLive: true to refuse test messages.
    ///   - now: the current time; a time of signing more than an hour later is a fault.
    public static func judge(_ message: HL7Message, by feed: Feed, isLive: Bool, now: Date) -> Judgement {
        var judge = Judge(message, feed, now)
        let verdict = judge.verdict(isLive: isLive)
        return Judgement(verdict: verdict, steps: judge.steps, answers: feed.answers)
    }

    private init(_ message: HL7Message, _ feed: Feed, _ now: Date) {
        self.message = message
        self.feed = feed
        self.now = now
        let declared = message.header.repetitions(18).map { String(decoding: $0, as: UTF8.self).trimmingSpace }
        finding = CharacterEncoding.find(message, declared: declared, feed: feed.charset)
        let encoding: CharacterEncoding = if case .encoding(let encoding) = finding { encoding } else { .ascii }
        reader = TextReader(delimiters: message.delimiters, encoding: encoding)
    }

    private mutating func verdict(isLive: Bool) -> Judgement.Verdict {
        let (type, event) = typeAndEvent()
        step("type", "MSH-9", [type, event].joined(separator: "^"), "")
        if feed.ignore.contains(where: { $0 == type || $0 == "\(type)^\(event)" }) {
            return .ignored("the feed ignores \(type)")
        }
        if let refusal = refusal(type, event) { return .refused(refusal) }
        if holds(any: feed.test, "test"), isLive {
            return .refused(
                HL7Refusal(.processingID, "MSH", 11, "a test message, and this is the live environment"))
        }
        readCharset()
        let documentID = identity()
        if let way = withdrawal() {
            step("withdrawn", way.map(\.words).joined(separator: " and "), nil, "the letter is taken back")
            guard let documentID else { return .withheld(faults, documentID: nil) }
            return .withdrawal(documentID: documentID)
        }
        step("withdrawn", feed.withdrawn.joined().map(\.field.description).uniqued.joined(separator: ", "), nil, "no")
        let standing = standing()
        if type == "MDM", ["T01", "T03"].contains(event) {
            guard standing == .unknown || standing == .contradicted else {
                return .ignored("a status without a letter: the letter comes with another event")
            }
            fault(.statusUnclear, "\(event) brings a status without a letter, and no rule says what it means")
            return .withheld(faults, documentID: documentID)
        }
        switch standing {
        case .draft: return .unsigned(documentID: documentID)
        case .unknown:
            fault(
                .signOffUnknown,
                "nothing says that the letter is signed off: wanted is \(feed.signed.map(\.words).joined(separator: ", "))"
            )
        case .contradicted:
            fault(.signOffContradicted, "one field says that the letter is signed off, and another denies it")
        case .signed: break
        }
        guard let letter = letter(documentID, event), faults.isEmpty else {
            return .withheld(faults, documentID: documentID)
        }
        return .letter(letter)
    }

    /// The conditions by which the message withdraws a letter; nil if it does not.
    private mutating func withdrawal() -> [Condition]? {
        for way in feed.withdrawn {
            var holds = true
            for condition in way where holds { holds = condition.holds(values(condition.field)) }
            if holds { return way }
        }
        return nil
    }

    /// MSH-9; for a feed that leaves out the event, the event is EVN-1.
    private func typeAndEvent() -> (String, String) {
        func word(_ value: Segment.Value?) -> String {
            value.map { String(decoding: $0, as: UTF8.self).trimmingSpace } ?? ""
        }
        let type = message.header.field(9)
        let event = word(type?.component(2, message.delimiters))
        return (
            word(type?.component(1, message.delimiters)),
            event.isEmpty ? word(message.first("EVN")?.field(1)) : event
        )
    }

    private static let events: Set = ["T01", "T02", "T03", "T04", "T06", "T08", "T10", "T11"]

    private func refusal(_ type: String, _ event: String) -> HL7Refusal? {
        switch type {
        case "MDM":
            if !Self.events.contains(event) {
                return HL7Refusal(.eventCode, "MSH", 9, "of MDM the events T01 to T04, T06, T08, T10 and T11 are taken")
            }
            return message.first("TXA") == nil
                ? HL7Refusal(.segmentSequence, "TXA", nil, "an MDM message without TXA") : nil
        case "ORU":
            if event != "R01" { return HL7Refusal(.eventCode, "MSH", 9, "of ORU the event R01 is taken") }
            // The report of a cancelled result may come without its document.
            return DocumentReader.hasDocument(message) || message.first("TXA") != nil
                ? nil : HL7Refusal(.messageType, "OBX", 2, "an ORU message without a document (ED, TX, FT or RP)")
        default:
            return HL7Refusal(.messageType, "MSH", 9, "MDM and ORU^R01 are taken; name others in the feed's ignore")
        }
    }

    private mutating func readCharset() {
        let said = message.header.field(18).map { String(decoding: $0, as: UTF8.self) }
        switch finding {
        case .encoding(let encoding): return step("charset", "MSH-18", said, "read as \(encoding.rawValue)")
        case .notSaid:
            fault(
                .charsetNotSaid,
                "there are characters beyond ASCII, and MSH-18 does not say in which encoding: name the feed's charset")
        case .contradicted:
            fault(
                .charsetContradicted,
                "the message is not, or not surely, in the encoding that MSH-18 or the feed's charset says")
        case .unknown: fault(.charsetNotSaid, "MSH-18 names an encoding that is not read: name the feed's charset")
        }
        step("charset", "MSH-18", said, faults.last?.detail ?? "")
    }

    private enum Standing { case signed, draft, unknown, contradicted }

    private mutating func standing() -> Standing {
        var (wanted, held, isDenied, isDraft) = (0, 0, false, false)
        for condition in feed.signed {
            let values = values(condition.field)
            let holds = condition.holds(values)
            step(
                "signed", condition.field.description, values.joined(separator: " "),
                holds ? "holds: \(condition.words)" : "does not hold: \(condition.words)")
            if case .among = condition.test {
                wanted += 1
                held += holds ? 1 : 0
                let isOne =
                    !values.isEmpty
                    && values.allSatisfy { value in
                        feed.draft.contains { $0.uppercased() == value.uppercased() }
                    }
                isDraft = isDraft || isOne
            } else if !holds {
                isDenied = true
            }
        }
        if held == wanted { return isDenied ? .contradicted : .signed }
        if held > 0 { return .contradicted }
        return isDraft ? .draft : .unknown
    }
}

/// Functions that all rules use.
extension Judge {
    mutating func step(_ rule: String, _ field: String, _ value: String?, _ outcome: String, isPersonal: Bool = false) {
        let value = value.flatMap { $0.isEmpty ? nil : $0 }
        steps.append(
            Judgement.Step(rule: rule, field: field, value: value, outcome: outcome, isPersonal: isPersonal))
    }

    mutating func fault(_ code: HL7Fault.Code, _ detail: String) {
        if !faults.contains(where: { $0.code == code }) { faults.append(HL7Fault(code, detail)) }
    }

    /// The values at a path; undecodable values are recorded as a fault.
    mutating func values(_ path: FieldPath) -> [String] {
        do {
            return try path.lines(in: message, reader)
        } catch {
            if case .encoding = finding {
                fault(.charsetContradicted, "a field holds an escape sequence of an encoding that is not read")
            }
            return []
        }
    }

    mutating func holds(any conditions: [Condition], _ rule: String) -> Bool {
        var isOne = false
        for condition in conditions {
            let values = values(condition.field)
            let holds = condition.holds(values)
            step(rule, condition.field.description, values.joined(separator: " "), holds ? "yes" : "no")
            isOne = isOne || holds
        }
        return isOne
    }

    /// The first of the paths that has a value, with its values.
    mutating func first(_ paths: [FieldPath]) -> (path: FieldPath, values: [String])? {
        for path in paths {
            let values = values(path)
            if !values.isEmpty { return (path, values) }
        }
        return nil
    }

    /// A component of the first repetition of a field.
    mutating func part(_ segment: String, _ field: Int, _ component: Int) -> String? {
        guard let value = message.first(segment)?.repetitions(field).first?.component(component, message.delimiters)
        else { return nil }
        guard let line = try? reader.line(value.subcomponent(1, message.delimiters)) else { return nil }
        guard !Self.isForbidden(line) else {
            fault(.charactersForbidden, "\(segment)-\(field) holds a control character or a direction mark")
            return nil
        }
        return line
    }

    /// Whether the text has characters that XML cannot represent, or that make one text look like another.
    static func isForbidden(_ text: String) -> Bool { PlainCharacters.line.firstForbidden(in: text) != nil }
}

extension [String] {
    var uniqued: [String] {
        reduce(into: []) { kept, word in if !kept.contains(word) { kept.append(word) } }
    }
}

extension [FieldPath] {
    var words: String { map(\.description).joined(separator: ", ") }
}
