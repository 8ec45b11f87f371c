public import Letters

extension ITKResponse {
    /// The meaning of the response for the message that it answers, by the table of codes; at least one finding.
    ///
    /// A code counts in its own code system, or if no code system was given. A positive code is not believed if the
    /// severity of its issue or `MessageHeader.response.code` calls it an error.
    public var findings: [AnswerFinding] {
        var found: [AnswerFinding] = []
        for issue in issues {
            for coding in issue.codings where coding.isOfITK3 { found.append(finding(coding, issue)) }
        }
        // An issue without an ITK3 code is ignored beside one that has a code, unless it is called an error.
        let foreign = issues.filter { issue in !issue.codings.contains(where: \.isOfITK3) }
        if !foreign.isEmpty, found.isEmpty || foreign.contains(where: \.isError) {
            found.append(AnswerFinding(.foreignSystem))
        }
        return AnswerFinding.decisive(of: found)
    }

    private func finding(_ coding: Coding, _ issue: Issue) -> AnswerFinding {
        guard let row = AnswerCode.known(coding.code, in: coding.system) else {
            return AnswerFinding(.unknown(coding.code))
        }
        guard row.sign == .positive else { return AnswerFinding(row) }
        if issue.isError {
            return AnswerFinding(
                .contradiction, detail: "its code \(row.code) is a success, and its severity calls it an error")
        }
        guard responseCode == nil || responseCode == "ok" else {
            return AnswerFinding(
                .contradiction, detail: "its code \(row.code) is a success, and its MessageHeader calls it an error")
        }
        return AnswerFinding(row)
    }
}

extension ITKResponse.Issue {
    var isError: Bool { severity == "fatal" || severity == "error" }
}

extension ITKResponse.Coding {
    var isOfITK3: Bool {
        system == nil || system == AnswerCode.System.itk3.rawValue || system == AnswerCode.System.itk3Draft.rawValue
    }
}
