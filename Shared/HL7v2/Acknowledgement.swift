/// The receiver's answer to a message, in original and enhanced mode (HL7 v2.8, 2.9).
public struct Acknowledgement: Equatable, Sendable {
    public enum Outcome: Equatable, Sendable {
        /// The letter is safely stored, or there is nothing to store.
        case taken
        /// The fault is on our side: the sender may send the message again unchanged.
        case failed
        /// The message is never accepted as it is.
        case refused(HL7Refusal)
    }

    /// Returns the answers that a message asks for, in the order in which they are sent; empty if it asks for none.
    ///
    /// - Parameters:
    ///   - id: MSH-10 of the answer; a second answer has `id` followed by `A`.
    ///   - now: MSH-7, `yyyyMMddHHmmss+ZZZZ`.
    public static func answers(
        to message: HL7Message, _ outcome: Outcome, _ mode: Feed.Answers = .one, id: String, now: String
    ) -> [[UInt8]] {
        let accept = wanted(message.header.field(15))
        let application = wanted(message.header.field(16))
        func answer(_ prefix: Character, _ id: String) -> [UInt8] {
            bytes(to: message, prefix, outcome, id: id, now: now)
        }
        guard mode != .original, accept != nil || application != nil else { return [answer("A", id)] }
        let isTaken = outcome == .taken
        var answers: [[UInt8]] = []
        if accept?.wants(isTaken) == true { answers.append(answer("C", id)) }
        if application?.wants(isTaken) == true, answers.isEmpty || mode == .both {
            answers.append(answer("A", answers.isEmpty ? id : id + "A"))
        }
        return answers
    }

    /// The conditions for an answer in MSH-15 or MSH-16 (HL7 table 0155).
    private enum Wanted: String {
        case always = "AL"
        case never = "NE"
        case error = "ER"
        case success = "SU"

        func wants(_ isTaken: Bool) -> Bool {
            switch self {
            case .always: true
            case .never: false
            case .error: !isTaken
            case .success: isTaken
            }
        }
    }

    /// A word that is not in the table counts as `AL`, because the sender would take a missing answer for a fault.
    private static func wanted(_ field: Segment.Value?) -> Wanted? {
        guard let field else { return nil }
        let word = String(decoding: field, as: UTF8.self).trimmingSpace.uppercased()
        return word.isEmpty || word == "\"\"" ? nil : Wanted(rawValue: word) ?? .always
    }

    private static func bytes(
        to message: HL7Message, _ prefix: Character, _ outcome: Outcome, id: String, now: String
    ) -> [UInt8] {
        let header = message.header
        let marks = message.delimiters
        func copied(_ number: Int) -> [UInt8] { header.field(number).map(Array.init) ?? [] }
        var fields: [[UInt8]] = [Array("MSH".utf8), marks.encodingCharacters]
        fields += [copied(5), copied(6), copied(3), copied(4), Array(now.utf8), [], type(header, marks)]
        fields += [Array(id.utf8), copied(11), copied(12)]
        // Apart from copied bytes, the answer is ASCII, so it is valid in the message's encoding.
        if !copied(18).isEmpty { fields += [[], [], [], [], [], copied(18)] }
        var segments = [joined(fields, marks.field)]
        let letter =
            switch outcome {
            case .taken: "A"
            case .failed: "E"
            case .refused: "R"
            }
        segments.append(joined([Array("MSA".utf8), Array("\(prefix)\(letter)".utf8), copied(10)], marks.field))
        switch outcome {
        case .taken: break
        case .failed: segments.append(error(.init(.internalError, "MSH", nil, ""), message))
        case .refused(let refusal): segments.append(error(refusal, message))
        }
        return segments.flatMap { $0 + [0x0D] }
    }

    /// `ACK^T02^ACK` if the message names a structure, else `ACK`.
    private static func type(_ header: Segment, _ marks: Delimiters) -> [UInt8] {
        let type = header.field(9)
        guard let event = type?.component(2, marks), type?.component(3, marks)?.isEmpty == false else {
            return Array("ACK".utf8)
        }
        return joined([Array("ACK".utf8), Array(event), Array("ACK".utf8)], marks.component)
    }

    /// ERR-1 up to version 2.4, ERR-2 to ERR-4 from version 2.5. Contains the field and the code, but no content of the
    /// message.
    private static func error(_ refusal: HL7Refusal, _ message: HL7Message) -> [UInt8] {
        let marks = message.delimiters
        let code = String(refusal.code.rawValue)
        let field = refusal.field.map { [Array("\($0)".utf8)] } ?? []
        let place = [Array(refusal.segment.utf8), Array("1".utf8)] + field
        if isBefore25(message.header.field(12)?.component(1, marks)) {
            let inner = marks.subcomponent.map { mark in
                joined([Array(code.utf8), Array(refusal.code.text.utf8), Array("HL70357".utf8)], mark)
            }
            let error = place + (field.isEmpty ? [[]] : []) + [inner ?? Array(code.utf8)]
            return joined([Array("ERR".utf8), joined(error, marks.component)], marks.field)
        }
        let coded = joined(
            [Array(code.utf8), Array(refusal.code.text.utf8), Array("HL70357".utf8)], marks.component)
        return joined(
            [Array("ERR".utf8), [], joined(place, marks.component), coded, Array("E".utf8)], marks.field)
    }

    private static func isBefore25(_ version: Segment.Value?) -> Bool {
        guard let version else { return false }
        let text = String(decoding: version, as: UTF8.self)
        return ["2.1", "2.2", "2.3", "2.4"].contains { text == $0 || text.hasPrefix("\($0).") }
    }

    private static func joined(_ parts: [[UInt8]], _ mark: UInt8) -> [UInt8] {
        Array(parts.joined(separator: [mark]))
    }
}
