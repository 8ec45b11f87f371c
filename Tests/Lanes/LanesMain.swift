public import ArgumentParser
import Foundation
public import TestSupport

/// Runs the tests of this build, several processes at a time; `deploy/test` calls it.
@main
struct LanesMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lanes", abstract: "Runs the tests: the pure ones, and beside them those that start processes.",
        discussion: "Ends with 0 only when every test has passed.")

    @Flag(help: "Only the tests that start no process.")
    var quick = false

    @Option(help: "Only this part of what takes long: \(LongPart.allCases.map(\.rawValue).joined(separator: ", ")).")
    var long: LongPart?

    @Option(help: "Only tests whose id (Target.Suite/test()) matches this regular expression.")
    var filter: String?

    @Option(help: "How many processes at a time.")
    var workers: Int?

    @Option(help: "Takes what the tests write; what failed ones wrote is kept.")
    var directory: String

    func run() async throws {
        Interruption.cleanUp { _ = Strays.kill(of: root) }
        let start = ContinuousClock.now
        let program = ProductDirectory.url.appending(path: "MeshPostPackageTests.xctest")
        let units = try await chosen(try Self.tests(of: program))
        guard !units.isEmpty else { throw ValidationError("No test matches.") }
        let needsNode = units.contains(where: \.startsProcesses)
        let schedule = Schedule(units, isPrepared: !needsNode)
        // Processes wait more than they compute: heartbeats, pauses, polls.
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let width = workers ?? (needsNode ? 3 * cores : cores)

        var environment = ProcessInfo.processInfo.environment
        environment["MESHPOST_PATIENCE"] = "4"
        environment[LongPart.variable] = long?.rawValue ?? ""
        if long == .fuzz, environment["MESHPOST_FUZZ_ROUNDS"] == nil { environment["MESHPOST_FUZZ_ROUNDS"] = "20000" }
        environment[SharedNode.variable] = nodeDirectory.path
        let report = try await work(schedule, width: width, program: program, environment, needsNode: needsNode)
        report.close(after: (ContinuousClock.now - start) / .seconds(1))
        let strays = Strays.kill(of: root)
        if !strays.isEmpty { say("lanes: processes were left behind, and are ended: \(strays.sorted())") }
        throw report.isGood ? ExitCode.success : ExitCode.failure
    }

    private var root: URL { URL(filePath: directory) }
    private var nodeDirectory: URL { root.appending(path: "node") }

    private func chosen(_ tests: [TestID]) async throws -> [Unit] {
        var units: [Unit]
        if let long {
            units = Unit.units(of: Lane.suites(of: long), Dictionary(grouping: tests, by: \.suite))
        } else {
            units = try Unit.all(of: tests, processes: Lane.processes, isQuick: quick)
        }
        guard let filter else { return units }
        let pattern = try Regex(filter)
        for index in units.indices { units[index].tests.removeAll { $0.text.firstMatch(of: pattern) == nil } }
        return units.filter { !$0.tests.isEmpty }
    }

    private static func tests(of program: URL) throws -> [TestID] {
        let process = Process()
        process.executableURL = program
        process.arguments = ["--testing-library", "swift-testing", "--list-tests"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.split(separator: "\n").map(TestID.init)
    }

    private func work(
        _ schedule: Schedule, width: Int, program: URL, _ environment: [String: String], needsNode: Bool
    ) async throws -> Report {
        let limit: Duration = long == nil ? .seconds(900) : .seconds(3600)
        return try await withThrowingTaskGroup(of: UnitRun.Result?.self) { group in
            for _ in 0..<width {
                group.addTask { try await Self.next(schedule, root, program, environment, limit) }
            }
            let preparing = Task { needsNode ? try await Self.prepare(nodeDirectory, schedule) : nil }
            var report = Report()
            while let result = try await group.next() {
                guard let result else { continue }
                report.add(result)
                group.addTask { try await Self.next(schedule, root, program, environment, limit) }
            }
            try await preparing.value?.stop()
            return report
        }
    }

    /// One broker node, and the Python environment of the MESH sandbox, for all.
    private static func prepare(_ directory: URL, _ schedule: Schedule) async throws -> RabbitMQNode? {
        async let environment = Task.detached { SandboxEnvironment.usual }.value
        var node: RabbitMQNode?
        if RabbitMQNode.isInstalled {
            node = try await RabbitMQNode(directory: directory, isShared: true)
            try node?.publish()
        }
        _ = await environment
        schedule.prepared()
        return node
    }

    private static func next(
        _ schedule: Schedule, _ root: URL, _ program: URL, _ environment: [String: String], _ limit: Duration
    ) async throws -> UnitRun.Result? {
        while true {
            let (unit, isOver) = schedule.next()
            if let unit {
                let directory = root.appending(path: unit.name.replacing(/[^A-Za-z0-9.]/, with: "-"))
                return try await UnitRun(
                    program: program, unit: unit, directory: directory, environment: environment, limit: limit
                ).run()
            }
            if isOver { return nil }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}

extension LongPart: ExpressibleByArgument {}
