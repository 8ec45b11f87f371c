/// One statement of an answer about a letter: a code and an explanatory sentence.
public struct AnswerFinding: Hashable, Sendable {
    public var code: AnswerCode
    /// Contains no patient data.
    public var detail: String

    public init(_ code: AnswerCode, detail: String? = nil) {
        self.code = code
        self.detail = detail ?? code.words
    }

    /// Reduces the findings of one answer to those that are reported.
    ///
    /// ITK3 allows one code in an answer, and nothing follows a negative one. Positive findings of the system and of
    /// the practice are both reported. A negative finding of the practice is reported beside the system's positive one.
    /// In all other mixtures, the negative or undecided finding is reported and mentions the positive ones.
    ///
    /// - Parameter all: at least one finding.
    /// - Returns: at most one finding of the system and one of the practice, in this order.
    public static func decisive(of all: [AnswerFinding]) -> [AnswerFinding] {
        func first(_ sign: AnswerCode.Sign, _ speaker: AnswerCode.Speaker? = nil) -> AnswerFinding? {
            all.first { $0.code.sign == sign && (speaker == nil || $0.code.speaker == speaker) }
        }
        let received = first(.positive, .system)
        if let worst = first(.negative, .system) { return [worst.mentioning(all)] }
        if let refused = first(.negative, .practice) {
            let doubtful = all.filter { $0.code.speaker == .practice || $0.code.sign != .positive }
            return (received.map { [$0] } ?? []) + [refused.mentioning(doubtful)]
        }
        if let worst = first(.alreadyThere) ?? first(.undecided) { return [worst.mentioning(all)] }
        return [received, first(.positive, .practice)].compactMap(\.self)
    }

    private func mentioning(_ all: [AnswerFinding]) -> AnswerFinding {
        var codes: [String] = []
        for other in all where other.code != code && !codes.contains(other.code.code) { codes.append(other.code.code) }
        guard !codes.isEmpty else { return self }
        let more = codes.count > 5 ? " and others" : ""
        return AnswerFinding(
            code, detail: "\(detail); the same answer also says \(codes.prefix(5).joined(separator: ", "))\(more)")
    }
}
