public import Foundation

/// A server on a free port of 127.0.0.1 that it names itself: a line `{"port": N}` of its output.
public final class SandboxProcess: Sendable {
    /// Where it listens.
    public let port: Int
    /// Where it is administered over plain HTTP, when that is somewhere else.
    public let administration: Int?
    /// The process; its output is in its log.
    public let child: ChildProcess

    /// Starts the program and waits until it has said its port.
    ///
    /// - Throws: `NeverHappened` when it ends first, or says nothing.
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

    /// Arguments by which it ends when this process is gone, however that ended.
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
