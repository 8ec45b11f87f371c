/// The meaning of a code that MESH or a recipient returned for a letter. Acknowledgement, transport and reporting all
/// use this one table.
///
/// Each code occurs in one system only, so the code alone identifies its row once it has been read in its own system.
public struct AnswerCode: Hashable, Sendable {
    /// The code system to which a code belongs.
    public enum System: String, Hashable, Sendable, CaseIterable {
        /// CodeSystem ITK-ResponseCodes-1, version 1.5.0.
        case itk3 = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"
        /// CodeSystem ITK-Acknowledgement-1, version 1.1.0: a draft of 2017, which old systems may still send.
        case itk3Draft = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-Acknowledgement-1"
        /// MESH API specification 2.0.0, error codes; NHS England, "MESH error codes" and "Endpoint lookup service".
        case mesh
        /// MeshPost's own, for answers whose code cannot be believed.
        case own
    }

    /// The party that returns the code.
    public enum Speaker: String, Hashable, Sendable, CaseIterable {
        /// MESH: the message was refused or not delivered.
        case mesh
        /// The recipient's system, about processing the message: the infrastructure response.
        case system
        /// The practice, about its patient: the business response.
        case practice
    }

    /// Whether the code is good or bad news for the letter.
    public enum Sign: String, Hashable, Sendable, CaseIterable {
        case positive
        /// Final: no other answer follows (ITK3 Messaging Distribution 2.9.0, "Message Responses").
        case negative
        /// The recipient already has the message. This proves arrival if a copy of ours may have reached it before;
        /// otherwise it is negative.
        case alreadyThere
        /// Not an answer to a letter, or not believable; a person decides.
        case undecided
    }

    /// A further consequence of the code.
    public enum Note: String, Hashable, Sendable {
        /// The patient has died.
        case deceased
        /// Neither the letter nor the one that it was to replace is valid any more.
        case neitherCounts
    }

    public let code: String
    public let system: System
    public let speaker: Speaker
    public let sign: Sign
    /// The meaning as a clause, for the timeline, the worklist and the log. Contains no patient data.
    public let words: String
    /// The person who must act, and the action.
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

    /// Every row, by system and in the order of the system's document.
    public static let all = responses + referrals + draft + meshCodes + ownCodes

    private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

    /// The row of a code; nil for an unknown code.
    public static func known(_ code: String) -> AnswerCode? { table[code] }

    /// The row of a code of ITK3's two code systems.
    ///
    /// - Parameter system: the code system given with the code; nil if none was given, which happens with systems in
    ///   use.
    /// - Returns: nil if the system does not have the code.
    public static func known(_ code: String, in system: String?) -> AnswerCode? {
        guard let row = table[code], row.system == .itk3 || row.system == .itk3Draft else { return nil }
        return system == nil || system == row.system.rawValue ? row : nil
    }

    /// The meaning of an unknown code of a practice: undecided, because nobody has established that it is good news.
    ///
    /// The code comes from outside; its text is repeated only if it has the form of a code.
    public static func unknown(_ code: String) -> AnswerCode {
        let isResponse = code.wholeMatch(of: /[123][0-9]{4}/) != nil && known(code) == nil
        return AnswerCode(
            isResponse ? code : unknownCode.code, .own, code.hasPrefix("3") ? .practice : .system, .undecided,
            shown(code).map { "the answer has the code \($0), which its code system does not have" }
                ?? unknownCode.words,
            unknownCode.advice)
    }

    /// The meaning of a code in a MESH refusal or report; unknown codes are negative like the others.
    public static func ofMesh(_ code: String) -> AnswerCode {
        if let row = known(code), row.system == .mesh { return row }
        let shown = shown(code)
        return AnswerCode(
            shown ?? "unknown", .own, .mesh, .negative,
            "MESH could not deliver the message"
                + (shown.map { " and gives the code \($0), which is in no table" } ?? ""),
            .newMeshCode)
    }

    /// The code as a metric label: "other" for an unknown code, "none" for nil.
    public static func label(_ code: String?) -> String {
        guard let code else { return "none" }
        return known(code) == nil ? "other" : code
    }

    /// The text if it has the form of a code: up to four letters and five digits, as in RC999 or EPL-154. Nil
    /// otherwise, because other text could contain patient data.
    static func shown(_ code: String) -> String? {
        code.wholeMatch(of: /[A-Za-z]{0,4}-?[0-9]{1,5}/) == nil ? nil : code
    }
}
