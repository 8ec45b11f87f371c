/// A test as the test program lists it: `LettersTests.NHSNumberTests/checkDigit(text:)`.
struct TestID: Hashable, Sendable {
    let text: String

    init(_ text: some StringProtocol) { self.text = String(text) }

    /// `LettersTests.NHSNumberTests`.
    var suite: String { String(text.prefix { $0 != "/" }) }
    /// `LettersTests`.
    var target: String { String(text.prefix { $0 != "." }) }
}

/// Tests that one process runs, one after the other.
struct Unit: Sendable {
    /// A target, a suite or a test.
    var name: String
    var tests: [TestID]
    /// It needs the broker's node and the MESH sandbox.
    var startsProcesses: Bool

    /// What a run is made of: each suite that starts processes by itself, those named first at the front, and the pure
    /// ones of a target together.
    ///
    /// - Throws: `UnknownSuite` for a name of the table that no test bears.
    static func all(of tests: [TestID], processes: [Lane.Suite], isQuick: Bool) throws -> [Unit] {
        let bySuite = Dictionary(grouping: tests, by: \.suite)
        if let missing = processes.first(where: { bySuite[$0.name] == nil }) {
            throw UnknownSuite(name: missing.name)
        }
        let named = Set(processes.map(\.name))
        let pure = Dictionary(grouping: tests.filter { !named.contains($0.suite) }, by: \.target)
            .sorted { Lane.place(of: $0.key) < Lane.place(of: $1.key) }
            .map { Unit(name: $0.key, tests: $0.value, startsProcesses: false) }
        return isQuick ? pure : units(of: processes, bySuite) + pure
    }

    /// The units of these suites alone.
    static func units(of suites: [Lane.Suite], _ bySuite: [String: [TestID]]) -> [Unit] {
        suites.flatMap { suite -> [Unit] in
            let tests = bySuite[suite.name] ?? []
            guard suite.isSplit else { return [Unit(name: suite.name, tests: tests, startsProcesses: true)] }
            return tests.map { Unit(name: $0.text, tests: [$0], startsProcesses: true) }
        }
    }

    struct UnknownSuite: Error, CustomStringConvertible {
        var name: String
        var description: String { "Tests/Lanes/Lane.swift names \(name), which no test bears" }
    }
}
