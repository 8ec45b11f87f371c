/// What a code from outside says of a letter: the one table by which acknowledgement decides, transport orders, and
/// reporting counts, shows and advises.
///
/// No code stands in two systems, so that the code alone names its row once it was read in its own system.
public struct AnswerCode: Hashable, Sendable {
    /// The table that a code stands in.
    public enum System: String, Hashable, Sendable, CaseIterable {
        /// CodeSystem ITK-ResponseCodes-1, version 1.5.0.
        case itk3 = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"
        /// CodeSystem ITK-Acknowledgement-1, version 1.1.0: a draft of 2017, which old systems may still send.
        case itk3Draft = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-Acknowledgement-1"
        /// MESH API specification 2.0.0, error codes; NHS England, "MESH error codes" and "Endpoint lookup service".
        case mesh
        /// MeshPost's own, for answers whose code is none that may be believed.
        case own
    }

    /// Who says it.
    public enum Speaker: String, Hashable, Sendable, CaseIterable {
        /// MESH: the message was refused, or not delivered.
        case mesh
        /// The recipient's system, of taking the message in: the infrastructure response.
        case system
        /// The practice, of its patient: the business response.
        case practice
    }

    /// What it is worth.
    public enum Sign: String, Hashable, Sendable, CaseIterable {
        case positive
        /// Final: no other answer follows (ITK3 Messaging Distribution 2.9.0, "Message Responses").
        case negative
        /// The recipient has it already: proof of arrival where a copy of ours may have reached it before, else as
        /// negative as the others.
        case alreadyThere
        /// It is no answer to a letter, or none that may be believed: a person decides.
        case undecided
    }

    /// What else follows from it.
    public enum Note: String, Hashable, Sendable {
        /// The patient has died.
        case deceased
        /// Neither the letter nor the one that it was to replace counts any more.
        case neitherCounts
    }

    public let code: String
    public let system: System
    public let speaker: Speaker
    public let sign: Sign
    /// What it says, for the timeline, the worklist and the log: half a sentence, free of patient data.
    public let words: String
    /// Who must act, and how.
    public let advice: CodeAdvice
    public let note: Note?

    init(
        _ code: String, _ system: System, _ speaker: Speaker, _ sign: Sign, _ words: String, _ advice: CodeAdvice,
        note: Note? = nil
    ) {
        self.code = code
        self.system = system
        self.speaker = speaker
        self.sign = sign
        self.words = words
        self.advice = advice
        self.note = note
    }

    /// Every row, by system and in the order of its document.
    public static let all = responses + referrals + draft + meshCodes + ownCodes

    private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

    /// The row of a code; nil for one that is in no table.
    public static func known(_ code: String) -> AnswerCode? { table[code] }

    /// The row of a code of the practices' two code systems.
    ///
    /// - Parameter system: the system that came with the code; nil where none did, as systems in use leave it out.
    /// - Returns: nil for a code that this system does not have.
    public static func known(_ code: String, in system: String?) -> AnswerCode? {
        guard let row = table[code], row.system == .itk3 || row.system == .itk3Draft else { return nil }
        return system == nil || system == row.system.rawValue ? row : nil
    }

    /// The meaning of a practice's code that is in no table: nobody has decided that it is good news.
    ///
    /// The text of the code is from outside: it is repeated only where it has the form of one.
    public static func unknown(_ code: String) -> AnswerCode {
        let isResponse = code.wholeMatch(of: /[123][0-9]{4}/) != nil && known(code) == nil
        return AnswerCode(
            isResponse ? code : unknownCode.code, .own, code.hasPrefix("3") ? .practice : .system, .undecided,
            shown(code).map { "the answer has the code \($0), which its code system does not have" }
                ?? unknownCode.words,
            unknownCode.advice)
    }

    /// MESH's code on a refusal or in a report; one that is in no table is as negative as the others.
    public static func ofMesh(_ code: String) -> AnswerCode {
        if let row = known(code), row.system == .mesh { return row }
        let shown = shown(code)
        return AnswerCode(
            shown ?? "unknown", .own, .mesh, .negative,
            "MESH could not deliver the message"
                + (shown.map { " and gives the code \($0), which is in no table" } ?? ""),
            .newMeshCode)
    }

    /// A code as the label of a metric: one that is in no table is "other", none at all "none".
    public static func label(_ code: String?) -> String {
        guard let code else { return "none" }
        return known(code) == nil ? "other" : code
    }

    /// The text of a code, where it can be nothing else: up to four letters and five digits, as RC999 or EPL-154.
    static func shown(_ code: String) -> String? {
        code.wholeMatch(of: /[A-Za-z]{0,4}-?[0-9]{1,5}/) == nil ? nil : code
    }
}
