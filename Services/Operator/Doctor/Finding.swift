/// A finding of `meshpost doctor` on one dependency of MeshPost.
struct Finding: Encodable, Equatable, Sendable {
    enum Verdict: String, Encodable, Sendable {
        case good, bad
        /// The subject was not checked; the words say why.
        case unknown
    }

    var subject: String
    var verdict: Verdict
    /// A sentence; for a bad finding it also says what to do.
    var words: String

    static func good(_ subject: String, _ words: String) -> Finding { Finding(subject, .good, words) }
    static func bad(_ subject: String, _ words: String) -> Finding { Finding(subject, .bad, words) }
    static func unknown(_ subject: String, _ words: String) -> Finding { Finding(subject, .unknown, words) }

    private init(_ subject: String, _ verdict: Verdict, _ words: String) {
        self.subject = subject
        self.verdict = verdict
        self.words = words
    }
}

/// All findings.
struct Findings: Encodable, Sendable {
    var findings: [Finding]

    var bad: Int { findings.count { $0.verdict == .bad } }

    /// The findings as a table: bad ones first, then unknown, then good.
    var text: String {
        var table = Table("", "WHAT", "IN WORDS")
        for verdict in [Finding.Verdict.bad, .unknown, .good] {
            for finding in findings where finding.verdict == verdict {
                let mark = verdict == .bad ? "WRONG" : verdict == .good ? "ok" : "?"
                table.add(mark, finding.subject, finding.words)
            }
        }
        return table.text
    }
}
