public import Foundation

/// A server process that listens on a free port of 127.0.0.1 and prints that port as a line `{"port": N}`.
public final class SandboxProcess: Sendable {
    /// The port that the server listens on.
    public let port: Int
    /// The plain HTTP port for administration, if it differs from `port`.
    public let administration: Int?
    /// The process. Its output is in its log.
    public let child: ChildProcess

    /// Starts the program and waits until it has printed its port.
    ///
    /// - Throws: `NeverHappened` if it ends first or prints no port in time.
    public init(_ name: String, _ program: URL, _ arguments: [String], log: URL) async throws {
        let child = ChildProcess(name, executable: program, arguments: arguments, environment: [:], log: log)
        try? FileManager.default.removeItem(at: log)
        try child.start()
        self.child = child
        do {
            let ports = try await eventually("\(name) says its port", every: .milliseconds(10)) {
                if let ports = Self.ports(in: log) { return ports }
                guard child.isRunning else { throw NeverHappened(name, lastSeen: Self.end(of: log)) }
                return nil
            }
            (port, administration) = (ports.port, ports.administration)
        } catch {
            child.kill()
            throw error
        }
    }

    /// Arguments that make the server end when this process has ended, for whatever reason.
    static var endingWithUs: [String] { ["--parent", String(ProcessInfo.processInfo.processIdentifier)] }

    private static func end(of log: URL) -> String {
        String(((try? String(contentsOf: log, encoding: .utf8)) ?? "").suffix(2000))
    }

    private struct Ports: Decodable {
        var port: Int
        var administration: Int?
    }

    private static func ports(in log: URL) -> Ports? {
        guard let data = try? Data(contentsOf: log), data.last == UInt8(ascii: "\n") else { return nil }
        return data.split(separator: UInt8(ascii: "\n")).lazy.compactMap {
            try? JSONDecoder().decode(Ports.self, from: $0)
        }.first
    }
}
