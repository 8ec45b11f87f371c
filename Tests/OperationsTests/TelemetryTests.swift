import Foundation
import Hummingbird
import HummingbirdTesting
import Letters
import Logging
import Metrics
import Synchronization
import Testing

@testable import Operations

@Suite("What operations sees of a service")
struct TelemetryTests {
    private func context() -> ServiceContext {
        ServiceContext(
            stage: .conversion, settings: Settings([:]),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            health: Health(), metrics: MetricsRegistry())
    }

    @Test("a log line is one JSON object, whatever stands in it")
    func logLine() throws {
        let lines = Mutex<[String]>([])
        var logger = Logger(label: "conversion") { label in
            LineLogHandler(logLevel: .info, label: label, form: .json) { line in lines.withLock { $0.append(line) } }
        }
        logger[metadataKey: "delivery"] = "d-1"
        logger.info("with \"quotes\",\nbreaks and \u{1}", metadata: ["count": "3"])
        logger.debug("not at this level")
        let line = try #require(lines.withLock { $0 }.first)
        #expect(lines.withLock { $0.count } == 1)
        #expect(line.filter { $0 == "\n" }.count == 1)
        let fields = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        #expect(fields["message"] == "with \"quotes\",\nbreaks and \u{1}")
        #expect(fields["service"] == "conversion")
        #expect(fields["level"] == "info")
        #expect(fields["delivery"] == "d-1")
        #expect(fields["count"] == "3")
    }

    @Test("metrics are in the Prometheus text format, with labels escaped and buckets cumulative")
    func metrics() {
        let registry = MetricsRegistry()
        registry.makeCounter(label: "letters_total", dimensions: [("code", "a\"b")]).increment(by: 2)
        registry.makeCounter(label: "letters_total", dimensions: [("code", "a\"b")]).increment(by: 1)
        registry.makeRecorder(label: "depth", dimensions: [], aggregate: false).record(Int64(7))
        let timer = registry.makeTimer(label: "handling_seconds", dimensions: [])
        timer.recordNanoseconds(2_000_000)
        timer.recordNanoseconds(90_000_000_000)
        let text = registry.text()
        #expect(text.contains("# TYPE letters_total counter\nletters_total{code=\"a\\\"b\"} 3\n"))
        #expect(text.contains("# TYPE depth gauge\ndepth 7\n"))
        #expect(text.contains("handling_seconds_bucket{le=\"0.0025\"} 1\n"))
        #expect(text.contains("handling_seconds_bucket{le=\"60.0\"} 1\n"))
        #expect(text.contains("handling_seconds_bucket{le=\"+Inf\"} 2\n"))
        #expect(text.contains("handling_seconds_count 2\n"))
    }

    @Test("each metric of a service that has just begun has its help, and what it counts begins at 0")
    func begun() {
        let context = context()
        context.metrics.begin(.conversion)
        let lines = context.metrics.text(with: context.samples).split(separator: "\n").map(String.init)
        #expect(lines.contains("conversion_messages_in_total 0"))
        #expect(lines.contains("conversion_handling_seconds_count 0"))
        #expect(lines.contains("meshpost_build_info{service=\"conversion\",version=\"\(Version.text)\"} 1"))
        #expect(!lines.contains { $0.hasPrefix("transport_") })
        let typed = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        let helped = lines.filter { $0.hasPrefix("# HELP ") }.map { $0.split(separator: " ")[2] }
        #expect(typed == helped)
        #expect(typed.contains("process_cpu_seconds_total"))
        #expect(typed.contains("process_start_time_seconds"))
    }

    @Test("the port for operations shows no page, whatever name it is asked by")
    func operationsPort() async throws {
        let context = context()
        context.routes { $0.get("/letters") { _, _ in "patients" } }
        context.setReadiness("broker", problem: nil)
        try await Application(responder: try context.responder(.operations)).test(.router) { client in
            for path in ["/livez", "/readyz", "/metrics"] {
                try await client.execute(uri: path, method: .get) { #expect($0.status == .ok) }
            }
            try await client.execute(uri: "/letters", method: .get) { #expect($0.status != .ok) }
        }
    }

    @Test("--health asks the port for operations, else the port of the pages, and needs a fixed one")
    func ownHealth() throws {
        let apart = ["OPERATIONS_HOST": "0.0.0.0", "OPERATIONS_PORT": "9100", "HTTP_PORT": "8080"]
        #expect(try OwnHealth.url(Settings(apart)).absoluteString == "http://127.0.0.1:9100/readyz")
        #expect(try OwnHealth.url(Settings(["HTTP_PORT": "8080"])).absoluteString == "http://127.0.0.1:8080/readyz")
        #expect(
            try OwnHealth.url(Settings(["HTTP_HOST": "::1", "HTTP_PORT": "8080"])).absoluteString
                == "http://[::1]:8080/readyz")
        #expect(throws: SettingError.self) { try OwnHealth.url(Settings([:])) }
    }

    @Test("a service is ready when every part is, and says which is not")
    func readiness() async throws {
        let context = context()
        let application = Application(router: OperationsServer.router(context))
        try await application.test(.router) { client in
            context.setReadiness("broker", problem: nil)
            try await client.execute(uri: "/readyz", method: .get) { #expect($0.status == .ok) }
            context.setReadiness("mesh", problem: "MESH cannot be reached at https://msg.example: connection refused")
            try await client.execute(uri: "/readyz", method: .get) { response in
                #expect(response.status == .serviceUnavailable)
                #expect(String(buffer: response.body).contains("connection refused"))
            }
            try await client.execute(uri: "/livez", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: "/metrics", method: .get) { #expect($0.status == .ok) }
        }
    }

    @Test("a changed file is read again, and a broken one leaves the former content in force and says so")
    func reloading() throws {
        struct NotANumber: Error {}
        let file = FileManager.default.temporaryDirectory.appending(path: "reload-\(UUID().uuidString)")
        try Data("1".utf8).write(to: file)
        let troubles = Mutex<[String?]>([])
        let number = try ReloadingFile(
            file, setting: "PRACTICES_FILE", logger: context().logger,
            setReadiness: { trouble in troubles.withLock { $0.append(trouble) } },
            parse: { data in
                guard let number = Int(String(decoding: data, as: UTF8.self)) else { throw NotANumber() }
                return number
            })
        try Data("22".utf8).write(to: file)
        number.reload()
        #expect(number.current == 22)
        try Data("many".utf8).write(to: file)
        number.reload()
        #expect(number.current == 22)
        try Data("333".utf8).write(to: file)
        number.reload()
        #expect(number.current == 333)
        let told = troubles.withLock { $0 }
        #expect(told.count == 3)
        #expect(told[1]?.contains("PRACTICES_FILE") == true)
        #expect(told[2] == nil)
    }
}
