import Foundation
import Testing

/// deploy/docs/PATH.md leads through files and functions that exist.
@Suite("The path of a letter")
struct PathDocument {
    private struct Step {
        var path: String
        var functions: [String]

        /// `| 1 | `Services/X/Y.swift` | `run`, `scan` | what happens |`; nil for another line.
        init?(_ line: Substring) {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 3, Int(cells[0]) != nil, let path = cells[1].firstMatch(of: /^`([^`]+)`$/)?.1 else {
                return nil
            }
            self.path = String(path)
            functions = cells[2].matches(of: /`([^`]+)`/).map { String($0.1) }
        }
    }

    private func steps() throws -> [Step] {
        try Repository.text("deploy/docs/PATH.md").split(separator: "\n").compactMap { Step($0) }
    }

    @Test("names only files and functions that exist")
    func existing() throws {
        let steps = try steps()
        #expect(steps.count > 30)
        for step in steps {
            guard let text = try? Repository.text(step.path) else {
                Issue.record("deploy/docs/PATH.md names \(step.path)")
                continue
            }
            for function in step.functions {
                let isThere =
                    text.contains("func \(function)(") || text.contains("func \(function)<")
                    || function == "init" && text.contains("init") || text.contains("var \(function)")
                    || text.contains("let \(function)") || text.contains("enum \(function)")
                #expect(isThere, "\(step.path) has no \(function)")
            }
        }
    }

    @Test("is no longer than a reader can follow: 55 files at most")
    func length() throws {
        #expect(Set(try steps().map(\.path)).count <= 55)
    }
}
