public import Foundation
import Letters

/// The settings of `meshpost` in addition to the broker's.
public enum OperatorSetting {
    public static let management = Setting<URL?>(
        optional: "MANAGEMENT_URL", "The broker's management API, for `topology`.", .server("http://host:15672"),
        absent: "port 15672 (with TLS 15671) of BROKER_URL's first host", of: [.operator])
    public static let reporting = Setting<URL>(
        required: "REPORTING_URL", "Reporting, for `letter`.",
        .server("the reporting service's address, http://host:port"), of: [.operator])
    public static let health = Setting<[String]>(
        "HEALTH_URLS", "The services, for `health`.",
        .list("name=address of each, extraction=http://host:port,conversion=…"), default: "",
        inWords: "none: give --addresses", of: [.operator])
    public static let definitions = Setting<String?>(
        optional: "TOPOLOGY_DEFINITIONS", "What the broker is compared with, for `topology`.",
        .text("the path of definitions.json"), absent: "definitions.json beside meshpost", of: [.operator])

    static let all = [
        management.declaration, reporting.declaration, health.declaration, definitions.declaration,
    ]
}
