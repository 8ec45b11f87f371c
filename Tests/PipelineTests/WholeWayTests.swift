import Foundation
import TestSupport
import Testing

/// Runs the demo as a new user does, and checks the files that it leaves.
@Suite("The whole way of a letter", .serialized, .enabled(if: Scenario.isPossible))
struct WholeWayTests {
    private struct Row: Decodable {
        var letter: String
        var delivery: String?
        var recipient: String?
        var state: String
        var reason: String
    }

    private struct Queued: Decodable {
        var type: String?
        var body: String
    }

    @Test("over MESH's API ends where it must for every sample letter, and the demo leaves the proof")
    func overTheAPI() async throws { try await demo(mesh: "api") }

    @Test("through the MESH client's folders ends where it must for every sample letter, and the demo leaves the proof")
    func throughFolders() async throws { try await demo(mesh: "folder") }

    private func demo(mesh: String) async throws {
        let directory = Scenario.directory("demo")
        let demo = ChildProcess(
            "demo", executable: try #require(ProductDirectory.executable("demo")),
            arguments: ["--state", directory.path, "--letters", "24", "--conversions", "2", "--mesh", mesh],
            environment: Scenario.environment, log: Scenario.directory("demo-log").appendingPathExtension("txt"))
        try demo.start()
        try await eventually("the demo ends", within: .seconds(300)) { demo.exitStatus != nil }
        let output = try String(contentsOf: demo.log, encoding: .utf8)
        #expect(demo.exitStatus == 0, "\(output)")

        let rows = try JSONDecoder().decode([Row].self, from: file("report.json", in: directory))
        let states = Dictionary(grouping: rows, by: \.state).mapValues(\.count)
        let filed = states["filed"] ?? 0
        #expect(filed >= 24)
        #expect(states["rejected"] == 2)
        #expect(states["delivered", default: 0] >= 2)
        #expect(states["refused"] == 2)
        #expect(states["withheld"] == 2)
        #expect(states["draft"] == 2)
        #expect(rows.filter { $0.state == "rejected" }.allSatisfy { $0.reason == "30002" })

        let queues = try JSONDecoder().decode([String: [Queued]].self, from: file("queues.json", in: directory))
        #expect(
            Set(queues.keys).isSuperset(of: ["letters.conversion", "letters.transport.parked", "letters.retry.1h"]))
        // Transport reports each poll of the mailbox once a second, and reporting may not have read the last report
        // yet.
        let left = queues.filter { $0.key != "letters.ledger" }
            .mapValues { $0.compactMap(\.type).filter { $0 != "mesh.polled" } }
        #expect(left.allSatisfy { $0.value.isEmpty }, "\(left)")
        let history = try #require(queues["letters.ledger"])
        #expect(history.filter { $0.type == "letter.filed" }.count == filed)
        let received = try FileManager.default.contentsOfDirectory(
            atPath: directory.appending(path: "practices/Y00001MB/received").path)
        #expect(received.contains { $0.hasSuffix(".dat") })
        #expect(received.contains { $0.hasSuffix(".json") })
        try FileManager.default.removeItem(at: directory)
    }

    private func file(_ name: String, in directory: URL) throws -> Data {
        try Data(contentsOf: directory.appending(path: name))
    }
}

/// Common parts of the scenarios.
enum Scenario {
    /// False if RabbitMQ is not installed, or the MESH sandbox cannot be set up.
    static var isPossible: Bool { RabbitMQNode.isInstalled && SandboxEnvironment.usual != nil }

    /// Returns a plan with NHS England's sandbox and a virtual host on the shared node.
    static func plan() throws -> Stand.Plan {
        var plan = Stand.Plan(.sandbox(try #require(SandboxEnvironment.usual)))
        plan.sharesNode = true
        return plan
    }

    static func directory(_ name: String) -> URL {
        FileManager.default.temporaryDirectory.appending(path: "meshpost-\(name)-\(UUID().uuidString.prefix(8))")
    }

    /// The environment variables that a child needs if it starts processes itself.
    static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "MESHPOST_PYTHON_ENVIRONMENT"].contains($0.key) }
    }
}
