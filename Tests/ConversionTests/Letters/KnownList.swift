import Foundation
import Testing

/// A committed list of known faults, one per line. A fault that no longer occurs must be removed from the list, and a
/// new fault fails the test.
struct KnownList {
    private let name: String
    private let lines: [String]

    /// - Parameter name: Name of a file in `Tests/Fixtures/letters`.
    init(_ name: String) throws {
        self.name = name
        lines = try LetterFixture.lines(name)
    }

    /// Compares the faults found with the list, for the letters tested. If they differ, writes the corrected list to a
    /// file and fails.
    ///
    /// - Parameters:
    ///   - found: Lines that begin with the letter's number.
    ///   - seeds: Numbers of the letters tested.
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
    /// Returns the lines of a file in `Tests/Fixtures/letters`.
    static func lines(_ name: String) throws -> [String] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: tests.appending(path: "Fixtures/letters/\(name)"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }
}
