public import Foundation
import Operations

/// One of our services as an operator runs it: an executable that takes its settings from the environment.
public final class ServiceProcess: Sendable {
    public let name: String
    public let child: ChildProcess
    /// The container of the service; nil if it runs as a process of this machine.
    public let container: ServiceContainer?

    /// - Parameters:
    ///   - name: Name of the log; a second conversion is `conversion-2`.
    ///   - executable: Name of the executable, for example `conversion`.
    ///   - group: The control group to run in.
    ///   - container: The container to run in, in place of this build's executable.
    public init(
        _ name: String, executable: String, settings: [String: String], logs: URL, in group: ControlGroup? = nil,
        container: ServiceContainer? = nil
    ) throws {
        self.container = container
        if let container {
            self.name = name
            child = ChildProcess(
                name, executable: ServiceContainer.podman, arguments: container.arguments(settings),
                environment: settings, log: logs.appending(path: "\(name).log"))
            return
        }
        guard let file = ProductDirectory.executable(executable) else {
            throw NotBuilt(executable: executable)
        }
        self.name = name
        let (program, arguments) = group?.command(file) ?? (file, [])
        child = ChildProcess(
            name, executable: program, arguments: arguments, environment: settings,
            log: logs.appending(path: "\(name).log"))
    }

    public struct NotBuilt: Error, CustomStringConvertible {
        public let executable: String
        public var description: String { "\(executable) has not been built: run `swift build`" }
    }

    /// Returns the address of its HTTP port, which it logs at the start; nil if it has not done so since the last
    /// start.
    public func address() throws -> URL? {
        for line in try child.output(first: 65_536).split(separator: "\n") where line.contains("serving HTTP") {
            guard let fields = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String] else {
                continue
            }
            if fields["message"] == "serving HTTP", fields["pages"] != "operations", let port = fields["port"] {
                return URL(string: "http://127.0.0.1:\(port)")
            }
        }
        return nil
    }

    /// Sends SIGKILL and waits until the service has ended.
    public func kill() async throws {
        guard let container else { return child.kill() }
        try container.kill()
        try await eventually("\(name) is gone") { !child.isRunning }
    }

    /// Waits until `/readyz` reports that every part is ready.
    public func ready(within limit: Duration = .seconds(60)) async throws {
        try await eventually("\(name) is ready", within: limit) {
            guard child.isRunning else {
                throw NeverHappened("\(name) ended with \(child.exitStatus ?? -1)", lastSeen: nil)
            }
            guard let address = try address() else { return false }
            let (status, body) = try await HTTPQuestion.ask(address.appending(path: "readyz"))
            guard status == 200 else { throw NeverHappened("\(name)", lastSeen: String(decoding: body, as: UTF8.self)) }
            return true
        }
    }
}
