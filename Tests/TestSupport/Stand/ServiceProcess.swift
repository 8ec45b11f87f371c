public import Foundation
import Operations

/// One of our services as an operator runs it: an executable with settings in its environment.
public final class ServiceProcess: Sendable {
    public let name: String
    public let child: ChildProcess

    /// - Parameters:
    ///   - name: the log's name; a second conversion is `conversion-2`.
    ///   - executable: `conversion`.
    ///   - group: the control group that it runs in.
    public init(
        _ name: String, executable: String, settings: [String: String], logs: URL, in group: ControlGroup? = nil
    ) throws {
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

    /// The address of its HTTP port, as its log says it since the last start.
    public func address() throws -> URL? {
        for line in try child.output(first: 65_536).split(separator: "\n") where line.contains("serving HTTP") {
            guard let fields = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String] else {
                continue
            }
            if fields["message"] == "serving HTTP", let port = fields["port"] {
                return URL(string: "http://127.0.0.1:\(port)")
            }
        }
        return nil
    }

    /// Waits until `/readyz` says that everything it needs is there.
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
