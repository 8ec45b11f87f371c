import ArgumentParser
import Foundation

/// `--health`: a probe that needs no shell and no other program beside the service, as in a container from scratch.
enum OwnHealth {
    /// Says on standard output what is missing.
    ///
    /// - Throws: `SettingError` when the settings name no fixed port; `ExitCode` 1 when the service is not ready.
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

    /// Where the service that has these settings answers.
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

    /// An address that means all of this machine's is asked as this machine.
    private static func reachable(_ host: String) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }
}
