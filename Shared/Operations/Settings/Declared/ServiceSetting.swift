public import Foundation
import Letters
public import Logging

/// The settings of every service.
public enum ServiceSetting {
    public static let httpHost = Setting<String>(
        "HTTP_HOST",
        "The address on which /livez, /readyz, /metrics and the service's pages are served; reporting takes only this machine's own.",
        .text("a host name or an IP address"), default: "127.0.0.1", of: .services)
    public static let httpPort = Setting<Int>(
        "HTTP_PORT", "The port of these pages; 0 takes a free one, which the log names.",
        .integer("a port", in: 0...65_535), default: "0", of: .services)
    public static let httpNames = Setting<[String]>(
        "HTTP_NAMES",
        "The names by which pages, search and API are asked, with any port; by others only /livez, /readyz, /metrics and /counts.",
        .hostNames("names or addresses separated by commas, as they stand in the URL"),
        default: "localhost,127.0.0.1,::1", of: .services)
    public static let operationsHost = Setting<String>(
        "OPERATIONS_HOST",
        "The address of OPERATIONS_PORT; for probes and Prometheus on other machines 0.0.0.0, since no patient stands there.",
        .text("a host name or an IP address"), default: "127.0.0.1", of: .services)
    public static let operationsPort = Setting<Int?>(
        optional: "OPERATIONS_PORT",
        "A second port for /livez, /readyz and /metrics alone; `--health` asks it.",
        .integer("a port", in: 0...65_535), absent: "none: they are served on HTTP_PORT alone", of: .services)
    public static let logLevel = Setting<Logger.Level>(
        "LOG_LEVEL", "The least severe level that is logged.", .choice, default: "info", of: .services)
    public static let stateDirectory = Setting<URL>(
        required: "STATE_DIRECTORY", "Where the service keeps its own SQLite file.",
        .directory("a folder on a local disk for this service alone"), of: .stateful)
    public static let environment = Setting<TrustEnvironment>(
        required: "ENVIRONMENT",
        "Which patients and which MESH may be touched: live refuses NHS numbers of the 999 test range, test refuses all others and the live MESH.",
        .choice, of: [.extraction, .conversion, .transport])

    static let all = [
        environment.declaration, stateDirectory.declaration, httpHost.declaration, httpPort.declaration,
        httpNames.declaration, operationsHost.declaration, operationsPort.declaration, logLevel.declaration,
    ]
}

/// The patients and the MESH environment that a service may use (`ENVIRONMENT`). `live` refuses NHS numbers of the 999
/// test range; `test` refuses all other numbers, and the live MESH hosts.
public enum TrustEnvironment: String, Sendable, CaseIterable {
    case live, test
}
