import Foundation
import Letters
import Operations
import TestSupport
import Testing

/// Runs Prometheus on the services' metrics with our alert rules, and runs every query of the dashboard.
@Suite("Prometheus", .serialized)
struct MonitoringTests {
    private static let folder = ProductDirectory.sources.appending(path: "deploy/monitoring")

    private struct Tool: Sendable {
        static let promtool = URL(filePath: "/usr/bin/promtool")
        static let prometheus = URL(filePath: "/usr/bin/prometheus")

        static var isInstalled: Bool {
            [promtool, prometheus].allSatisfy { FileManager.default.isExecutableFile(atPath: $0.path) }
        }

        /// - Returns: The exit status and the whole output.
        static func check(_ arguments: String..., input: Data = Data()) throws -> (status: Int32, text: String) {
            let process = Process()
            process.executableURL = promtool
            process.arguments = arguments
            process.currentDirectoryURL = folder
            let (given, printed) = (Pipe(), Pipe())
            process.standardInput = given
            process.standardOutput = printed
            process.standardError = printed
            try process.run()
            try given.fileHandleForWriting.write(contentsOf: input)
            try given.fileHandleForWriting.close()
            let text = printed.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: text, as: UTF8.self))
        }
    }

    @Test(
        "takes the rules and its configuration, and each alert fires when it should and not before",
        .enabled(if: Tool.isInstalled, "promtool is not installed"))
    func rules() throws {
        for arguments in [["check", "config", "prometheus.yml"], ["test", "rules", "rules.test.yml"]] {
            let (status, text) = try Tool.check(arguments[0], arguments[1], arguments[2])
            #expect(status == 0, "\(text)")
        }
    }

    @Test(
        "reads the figures of all five services without a fault, and answers every question of the board",
        .enabled(if: Tool.isInstalled && Scenario.isPossible, "Prometheus, RabbitMQ or the sandbox is not installed"),
        .timeLimit(.minutes(5)))
    func figures() async throws {
        let directory = Scenario.directory("monitoring")
        let mark = directory.appending(path: "backup-ended")
        var plan = try Scenario.plan()
        plan.settings["reporting"] = ["REPORTING_BACKUP_MARK": mark.path]
        let stand = try await Stand(root: directory, plan: plan)
        try Data().write(to: mark)
        let samples = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: "m")
        // `varied` sends letter 9 to a practice that the practices file does not contain; the practice rejects letter
        // 6.
        let letters = samples.varied(10)
        for letter in letters { try letter.lay(into: stand.drop) }
        let settled = Outcome(letters)
        var outcome = settled
        try await eventually("every letter is where it must be", within: .seconds(90)) {
            try await outcome.look(at: stand.reporting(), stand)
            return outcome.isComplete
        }
        try await eventually("the ledger's figures have followed", within: .seconds(40)) {
            try await metrics(of: stand.service("reporting")).contains(
                /reporting_needs_person\{cause="rejected"\} [1-9]/)
        }
        for service in stand.services {
            let text = try await metrics(of: service)
            let (status, complaints) = try Tool.check("check", "metrics", input: Data(text.utf8))
            #expect(status == 0 && complaints.isEmpty, "\(service.name): \(complaints)")
            #expect(PatientDataProbe(letters).findings(in: Data(text.utf8), called: service.name).isEmpty)
        }
        let reporting = try await metrics(of: stand.service("reporting"))
        #expect(reporting.contains(/reporting_deliveries\{state="filed"\} [1-9]/))
        #expect(reporting.contains(/reporting_backup_timestamp_seconds [1-9]/))
        #expect(
            try await metrics(of: stand.service("conversion")).contains(
                /conversion_refused_total\{code="practice-unknown"\} 1/))
        #expect(
            try await metrics(of: stand.service("extraction")).contains(
                /extraction_last_taken_timestamp_seconds\{source="epr"\} [1-9]/))

        let prometheus = try Prometheus(stand, rules: Self.folder.appending(path: "rules.yml"), in: directory)
        try await eventually("Prometheus has read every target twice", within: .seconds(60)) {
            try await prometheus.answers(#"min(count_over_time(up[1m])) >= 3 and min(up) == 1"#)
        }
        try await expectBoard(on: prometheus)
        let rules = try await prometheus.rules()
        #expect(rules.count > 15)
        #expect(rules.allSatisfy { $0.health == "ok" }, "\(rules)")
        await prometheus.child.stop()
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    private func metrics(of service: ServiceProcess) async throws -> String {
        let address = try #require(try service.address())
        let (status, body) = try await HTTPQuestion.ask(address.appending(path: "metrics"))
        #expect(status == 200)
        return String(decoding: body, as: UTF8.self)
    }

    private struct Board: Decodable {
        struct Panel: Decodable {
            struct Target: Decodable { var expr: String }
            var title: String
            var targets: [Target]
        }
        var panels: [Panel]
    }

    /// Metrics that have no value until their event first happens.
    private static let mayBeEmpty = ["conversion_engine_restarts_total"]

    private func expectBoard(on prometheus: Prometheus) async throws {
        let board = try JSONDecoder().decode(
            Board.self, from: Data(contentsOf: Self.folder.appending(path: "board.json")))
        #expect(board.panels.count > 10)
        for panel in board.panels {
            for target in panel.targets {
                let query = target.expr.replacing("$__rate_interval", with: "1m")
                do {
                    let isAnswered = try await prometheus.answers(query)
                    #expect(
                        isAnswered || Self.mayBeEmpty.contains { query.contains($0) }, "\(panel.title): \(query)")
                } catch {
                    Issue.record("\(panel.title): \(query): \(error)")
                }
            }
        }
    }
}

/// A Prometheus server that scrapes a stand's services and broker, with our rules.
private struct Prometheus: Sendable {
    struct Rule: Decodable {
        var name: String
        var health: String
        var lastError: String?
    }

    let child: ChildProcess
    private let base: URL

    init(_ stand: Stand, rules: URL, in directory: URL) throws {
        let port = try FreePorts.take(1)[0]
        guard let base = URL(string: "http://127.0.0.1:\(port)") else { preconditionFailure("no URL") }
        self.base = base
        let targets = try stand.services.map { service in
            let address = try service.address()
            return "\"127.0.0.1:\(address?.port ?? 0)\""
        }
        let broker = "\"127.0.0.1:\(stand.node.ports.prometheus)\""
        let configuration = """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["\(rules.path)"]
            scrape_configs:
              - job_name: meshpost
                static_configs: [{targets: [\(targets.joined(separator: ", "))]}]
              - job_name: broker
                static_configs: [{targets: [\(broker)]}]
              - job_name: broker-queues
                metrics_path: /metrics/detailed
                params: {vhost: ["\(stand.host.name)"], family: [queue_coarse_metrics, queue_consumer_count]}
                static_configs: [{targets: [\(broker)]}]
            """
        let file = directory.appending(path: "prometheus.yml")
        try Data(configuration.utf8).write(to: file)
        child = ChildProcess(
            "prometheus", executable: URL(filePath: "/usr/bin/prometheus"),
            arguments: [
                "--config.file=\(file.path)", "--storage.tsdb.path=\(directory.appending(path: "tsdb").path)",
                "--web.listen-address=127.0.0.1:\(port)",
            ], environment: [:], log: directory.appending(path: "prometheus.log"))
        try child.start()
    }

    /// - Returns: False if the query has no result.
    /// - Throws: `NeverHappened` if Prometheus refuses the query.
    func answers(_ query: String) async throws -> Bool {
        struct Answer: Decodable {
            struct Data: Decodable {
                struct Result: Decodable {}
                var result: [Result]
            }
            var data: Data
        }
        var form = URLComponents()
        form.queryItems = [URLQueryItem(name: "query", value: query)]
        // A server decodes a plus sign in a query as a space.
        let text = (form.percentEncodedQuery ?? "").replacing("+", with: "%2B")
        guard let url = URL(string: "\(base.absoluteString)/api/v1/query?\(text)") else { return false }
        let (status, body) = try await HTTPQuestion.ask(url)
        guard status == 200 else { throw NeverHappened(query, lastSeen: String(decoding: body, as: UTF8.self)) }
        return try !JSONDecoder().decode(Answer.self, from: body).data.result.isEmpty
    }

    func rules() async throws -> [Rule] {
        struct Answer: Decodable {
            struct Data: Decodable {
                struct Group: Decodable { var rules: [Rule] }
                var groups: [Group]
            }
            var data: Data
        }
        let (_, body) = try await HTTPQuestion.ask(base.appending(path: "api/v1/rules"))
        return try JSONDecoder().decode(Answer.self, from: body).data.groups.flatMap(\.rules)
    }
}
