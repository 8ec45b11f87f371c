import ArgumentParser
import Foundation

/// `--health`: a readiness probe that needs no shell or other program, for containers built from scratch.
enum OwnHealth {
    /// Prints the parts that are not ready to standard output.
    ///
    /// - Throws: `SettingError` if the settings name no fixed port; `ExitCode` 1 if the service is not ready.
    static func ask(_ settings: Settings) async throws {
        let url = try url(settings)
        let answer: (status: Int, body: Data)
        do {
            answer = try await HTTPQuestion.ask(url, within: .seconds(4))
        } catch {
            print("nothing answers at \(url): \(error)")
            throw ExitCode.failure
        }
        print(TerminalText.escaped(String(decoding: answer.body, as: UTF8.self), keepingLines: true))
        guard answer.status == 200 else { throw ExitCode.failure }
    }

    /// The URL of the readiness endpoint of a service with these settings.
    static func url(_ settings: Settings) throws(SettingError) -> URL {
        let apart = try settings.value(of: ServiceSetting.operationsPort)
        let host: String
        let port: Int
        if let apart {
            (host, port) = (try settings.value(of: ServiceSetting.operationsHost), apart)
        } else {
            (host, port) = (
                try settings.value(of: ServiceSetting.httpHost), try settings.value(of: ServiceSetting.httpPort)
            )
        }
        guard port != 0 else {
            throw SettingError(
                apart == nil ? ServiceSetting.httpPort.name : ServiceSetting.operationsPort.name,
                "is 0, so that --health cannot know the port: set it to a fixed one")
        }
        var address = URLComponents()
        address.scheme = "http"
        address.host = reachable(host)
        address.port = port
        address.path = "/readyz"
        guard let url = address.url else {
            throw SettingError(ServiceSetting.operationsHost.name, "is \(host), which is no host name or address")
        }
        return url
    }

    /// Replaces an address that stands for all interfaces by the loopback address.
    private static func reachable(_ host: String) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }
}
