import Foundation
import Testing

/// What is not yet as it must be, line by line in a committed file: what is no more so must be taken out of it, and what
/// is newly so fails.
struct KnownList {
    private let name: String
    private let lines: [String]

    /// - Parameter name: of a file in `Tests/Fixtures/letters`.
    init(_ name: String) throws {
        self.name = name
        lines = try LetterFixture.lines(name)
    }

    /// Compares what was found with the lines of the letters that were tried; where they differ, the file as it would have
    /// to be is written beside the test's output.
    ///
    /// - Parameters:
    ///   - found: lines that begin with the letter's number.
    ///   - seeds: the numbers of the letters that were tried.
    func expect(_ found: [String], of seeds: ClosedRange<Int>) throws {
        let isTried = { (line: String) in Int(line.prefix { $0.isNumber }).map(seeds.contains) ?? false }
        let listed = Set(lines.filter(isTried))
        let (new, gone) = (Set(found).subtracting(listed), listed.subtracting(found))
        guard !(new.isEmpty && gone.isEmpty) else { return }
        let kept = Set(lines.filter { !isTried($0) }).union(found).sorted {
            (Int($0.prefix { $0.isNumber }) ?? 0, $0) < (Int($1.prefix { $0.isNumber }) ?? 0, $1)
        }
        let copy = FileManager.default.temporaryDirectory.appending(path: name)
        try Data((kept.joined(separator: "\n") + "\n").utf8).write(to: copy)
        let samples = (new.sorted().prefix(5).map { "+ " + $0 } + gone.sorted().prefix(5).map { "- " + $0 })
        Issue.record(
            """
            Tests/Fixtures/letters/\(name): \(new.count) lines to enter, \(gone.count) to take out \
            (\(samples.joined(separator: "; "))); as it would be: \(copy.path)
            """)
    }
}

enum LetterFixture {
    /// Of a file in `Tests/Fixtures/letters`.
    static func lines(_ name: String) throws -> [String] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: tests.appending(path: "Fixtures/letters/\(name)"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }
}
