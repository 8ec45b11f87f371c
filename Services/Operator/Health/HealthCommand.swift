import ArgumentParser
import Foundation
import Operations

/// `meshpost health`
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Whether each service is ready, and what is missing.",
        discussion: """
            Asks /readyz of each. Name the services with HEALTH_URLS (extraction=http://host:port,conversion=…) or
            --addresses, a JSON object of names and URLs. Ends with 1 when one is not ready.
            """)

    @Option(help: "A JSON file: {\"extraction\": \"http://127.0.0.1:8081\", …}.")
    var addresses: String?

    @OptionGroup var output: OutputForm
    @OptionGroup var options: OperatorOptions

    func run() async throws {
        try await options.guarded {
            let settings = try await options.settings()
            let services = try ServiceAddresses.read(
                file: addresses, list: try settings.value(of: OperatorSetting.health))
            var table = Table("SERVICE", "READY", "WHAT IS MISSING")
            var report = HealthReport()
            for service in services {
                let readiness = await Readiness.ask(service, HTTPReader(timeout: 5))
                report.services.append(
                    HealthReport.Service(name: service.name, ready: readiness.isReady, missing: readiness.missing))
                table.add(service.name, readiness.isReady ? "yes" : "NO", readiness.missing.joined(separator: "; "))
            }
            let troubled = report.services.count { !$0.ready }
            report.ready = troubled == 0
            try output.say(report, table.text)
            if troubled > 0 { throw Trouble("\(troubled) of \(services.count) services are not ready") }
        }
    }
}

/// The output of `meshpost health --json`.
struct HealthReport: Encodable {
    struct Service: Encodable {
        var name: String
        var ready: Bool
        var missing: [String]
    }

    var ready = true
    var services: [Service] = []
}

/// A service's name and the base URL of its HTTP endpoints.
struct ServiceAddress: Equatable, Sendable {
    var name: String
    var base: URL
}

enum ServiceAddresses {
    private static let order = ["extraction", "conversion", "transport", "acknowledgement", "reporting"]

    /// Reads the file, or else the list of the setting `HEALTH_URLS`.
    static func read(file: String?, list: [String]) throws -> [ServiceAddress] {
        let services = try file.map(services(inFile:)) ?? list.map(service)
        guard !services.isEmpty else {
            throw Trouble("no service is named: set HEALTH_URLS to extraction=http://host:port,… or give --addresses")
        }
        return services.sorted { (rank($0.name), $0.name) < (rank($1.name), $1.name) }
    }

    private static func rank(_ name: String) -> Int {
        order.firstIndex { name == $0 || name.hasPrefix("\($0)-") } ?? order.count
    }

    private static func service(_ text: String) throws -> ServiceAddress {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let base = url(parts[1]) else {
            throw Trouble("HEALTH_URLS has \"\(text)\": it must be name=http://host:port")
        }
        return ServiceAddress(name: parts[0], base: base)
    }

    /// Reads the entries whose name is a service and whose value is an HTTP URL; other entries are ignored, since other
    /// programs may read the same file.
    private static func services(inFile path: String) throws -> [ServiceAddress] {
        guard let data = FileManager.default.contents(atPath: path),
            let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { throw Trouble("\(path) cannot be read as a JSON object of names and URLs") }
        return json.compactMap { name, value in
            guard order.contains(where: { name == $0 || name.hasPrefix("\($0)-") }), let base = url(value as? String)
            else { return nil }
            return ServiceAddress(name: name, base: base)
        }
    }

    private static func url(_ text: String?) -> URL? {
        guard let text, text.hasPrefix("http://") || text.hasPrefix("https://") else { return nil }
        return URL(string: text.hasSuffix("/") ? String(text.dropLast()) : text)
    }
}

/// The answer of a service's `/readyz`.
struct Readiness: Equatable, Sendable {
    var isReady: Bool
    /// One sentence for each part that is not ready.
    var missing: [String]

    static func ask(_ service: ServiceAddress, _ http: HTTPReader) async -> Readiness {
        do {
            let (status, body) = try await http.get(
                service.base.appending(path: "readyz"), unreachable: "where \(service.name) should be: is it running?")
            return Readiness(status: status, body: body)
        } catch {
            return Readiness(isReady: false, missing: ["\(error)"])
        }
    }

    init(isReady: Bool, missing: [String]) {
        self.isReady = isReady
        self.missing = missing
    }

    init(status: Int, body: Data) {
        struct Report: Decodable { var parts: [String: String] }
        let parts = (try? JSONDecoder().decode(Report.self, from: body))?.parts ?? [:]
        isReady = status == 200
        missing = parts.filter { $0.value != "ready" }.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        if !isReady && missing.isEmpty { missing = ["/readyz answered \(status)"] }
    }
}
