import Foundation

/// What a document names and the repository does not have.
struct DocumentFindings {
    /// From the root.
    let path: String
    let text: String
    let tests: TestIndex

    /// Sentences that name the place and what is missing.
    var all: [String] { (missingTests + missingLinks + missingPaths).map { "\(path): \($0)" } }

    /// What stands between single backticks.
    private var spans: [String] {
        text.split(separator: "```", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset.isMultiple(of: 2) }
            .flatMap { part in
                part.element.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                    .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
            }
    }

    private var missingTests: [String] { spans.compactMap { isMissing($0) ? "there is no test \($0)" : nil } }

    /// A test is named `Target.Suite/function`, a suite `Target.Suite` or by its type or file.
    private func isMissing(_ span: String) -> Bool {
        if span.wholeMatch(of: /\w+Tests\.\w+(\/\w+)?/) != nil { return !tests.names.contains(span) }
        guard span.wholeMatch(of: /\w+Tests/) != nil else { return false }
        return !tests.suites.contains(span) && !tests.targets.contains(span) && !Self.files.contains("\(span).swift")
    }

    private static let files = Set(
        ((try? Repository.files(under: "Tests", endingIn: ".swift")) ?? [])
            .compactMap { $0.split(separator: "/").last.map(String.init) })

    private var missingLinks: [String] {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return text.matches(of: /\]\(([^)\s]+)\)/).compactMap { match in
            let link = match.1.prefix { $0 != "#" }
            guard !link.isEmpty, !link.contains("://") else { return nil }
            return isThere(folder.isEmpty ? String(link) : "\(folder)/\(link)") ? nil : "there is nothing at \(link)"
        }
    }

    private var missingPaths: [String] {
        spans.compactMap { span in
            let name = String(span.prefix { $0 != " " })
            guard
                name.hasPrefix("Services/") || name.hasPrefix("Shared/") || name.hasPrefix("Tests/")
                    || name.hasPrefix("deploy/"), !name.contains(where: { "…*<".contains($0) })
            else { return nil }
            return isThere(name) ? nil : "there is no \(name)"
        }
    }

    private func isThere(_ path: String) -> Bool { Repository.exists(path) }
}
