/// The table of answer codes in deploy/docs/OPERATING.md.
public enum CodeTable {
    /// The tables as a generated part of the document.
    public static let part = GeneratedPart("codes") { markdown }

    private static var markdown: String {
        let head = [
            "| code | means | is | who acts, and how | then `meshpost letter` |", "| --- | --- | --- | --- | --- |",
        ]
        let mesh = rows(AnswerCode.all.filter { $0.speaker == .mesh })
        let practice = rows(AnswerCode.all.filter { $0.speaker != .mesh })
        return
            (["**What MESH says**, on a refused letter and in its reports:", ""] + head + mesh
            + ["", "**What a practice answers**:", ""] + head + practice).joined(separator: "\n")
    }

    /// Returns one row for all codes with the same sign and advice, at the place of the first of them.
    private static func rows(_ codes: [AnswerCode]) -> [String] {
        var groups: [[AnswerCode]] = []
        for code in codes {
            let place = groups.firstIndex { $0[0].advice == code.advice && $0[0].sign == code.sign }
            if let place { groups[place].append(code) } else { groups.append([code]) }
        }
        return groups.map { group in
            let words = group.reduce(into: [String]()) { if !$0.contains($1.words) { $0.append($1.words) } }
            let advice = group[0].advice
            let cells = [
                group.map { "`\($0.code)`" }.joined(separator: ", "), words.joined(separator: "; "),
                group[0].sign.words,
                "\(advice.duty.words): \(advice.action)", advice.step.map { "`\($0.rawValue)`" } ?? "–",
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }
    }
}

extension AnswerCode.Sign {
    fileprivate var words: String {
        switch self {
        case .positive: "good"
        case .negative: "a refusal"
        case .alreadyThere: "proof where a copy of ours may have come before, else a refusal"
        case .undecided: "not decided: the answer proper is still awaited"
        }
    }
}
