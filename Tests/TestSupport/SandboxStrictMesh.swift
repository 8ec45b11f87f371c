public import Foundation
import Operations

/// Our stand-in for live MESH, `mesh-server`, on a free port of 127.0.0.1. It refuses requests that the official
/// sandbox accepts against the specification, and it can age messages, delay answers, look patients up and fail on
/// request.
public final class StrictMesh: Sendable {
    /// Options beyond mailboxes and workflows. For nil the server behaves as live MESH is documented to.
    public struct Options: Encodable, Sendable {
        /// A synthetic patient in the server's demographics service.
        public struct Patient: Encodable, Sendable {
            var nhsNumber, birthDate, surname, ods: String

            /// - Parameter birthDate: `YYYYMMDD`.
            public init(nhsNumber: String, birthDate: String, surname: String, ods: String) {
                (self.nhsNumber, self.birthDate, self.surname, self.ods) = (nhsNumber, birthDate, surname, ods)
            }
        }

        /// Patients that a message can be addressed to by `GPPROVIDER_…`.
        public var patients: [Patient]?
        /// How many seconds the timestamp of a token may differ from the server's clock.
        public var clockWindowSeconds: Double?
        /// Seconds that a message stays in an inbox before its sender gets a REPORT.
        public var inboxSeconds: Double?
        /// Seconds until tracking shows an event.
        public var trackingLagSeconds: Double?
        /// Seconds that the lookup of a `GPPROVIDER_…` address takes.
        public var patientLookupSeconds: Double?
        /// If true, message bodies are not stored; for load tests.
        public var discardBodies: Bool?
        /// Seed of the draws of the faults.
        public var seed: UInt64?
        /// Faults that apply from the start.
        public var faultRules: [Fault]?

        /// The documented behaviour of live MESH, without faults.
        public init() {}
    }

    /// A fault for a share of the calls, or for the next N calls.
    public struct Fault: Encodable, Sendable {
        /// The kind of fault. `busy` to `slow` are 429, 503, 500, done without an answer, cut before it is done, and
        /// done late.
        ///
        /// The others are answers that MESH would not give: an HTML page, an answer without its headers, the answer
        /// about another message, the id of no message, an inbox whose pages form a circle, chunks without end, and a
        /// body that breaks off or arrives byte by byte.
        public enum Kind: String, Encodable, Sendable {
            case busy, unavailable, failure, lost, cut, slow
            case page, headless, stranger, ghost, circle, chunks, short, drip
        }
        /// The calls that a fault applies to.
        public enum Call: String, Encodable, Sendable {
            case any, handshake, send, chunk, inbox, download, acknowledge, tracking, lookup
        }

        var kind: Kind
        var call: Call
        var rate: Double?
        var next: Int?
        var milliseconds: Int?
        var mailbox: String?

        /// Makes a fault for a share of the calls.
        ///
        /// - Parameter rate: The share, between 0 and 1.
        public init(_ kind: Kind, on call: Call, rate: Double, milliseconds: Int? = nil) {
            (self.kind, self.call, self.rate, self.milliseconds) = (kind, call, rate, milliseconds)
        }

        /// Makes a fault for the next `next` calls only.
        ///
        /// - Parameter mailbox: If set, the fault applies to calls of this mailbox only.
        public init(_ kind: Kind, on call: Call, next: Int, milliseconds: Int? = nil, mailbox: String? = nil) {
            (self.kind, self.call, self.next) = (kind, call, next)
            (self.milliseconds, self.mailbox) = (milliseconds, mailbox)
        }
    }

    /// The process of the server.
    public let process: SandboxProcess
    /// The base URL for clients: `http://127.0.0.1:port`, or `https://localhost:port` with TLS.
    public let url: URL
    /// The base URL for administration: that of the API, or a port of its own if the API requires mutual TLS.
    private let administration: URL
    private let directory: URL

    /// Starts the server; the executable must have been built. With the file store its messages outlive the process.
    ///
    /// - Throws: `ServiceProcess.NotBuilt` if the executable is missing; `NeverHappened` if it does not start.
    public init(_ settings: SandboxSettings, _ options: Options = Options(), port: Int = 0) async throws {
        guard let program = ProductDirectory.executable("mesh-server") else {
            throw ServiceProcess.NotBuilt(executable: "mesh-server")
        }
        directory = FileManager.default.temporaryDirectory.appending(path: "mesh-server-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let configuration = directory.appending(path: "mesh-server.json")
        try settings.json(with: options).write(to: configuration)
        process = try await SandboxProcess(
            "mesh-server", program,
            ["--config", configuration.path, "--port", String(port)]
                + (settings.store == .file ? ["--state", settings.directory ?? directory.path] : [])
                + SandboxProcess.endingWithUs,
            log: directory.appending(path: "mesh-server.log"))
        let base = settings.tls == nil ? "http://127.0.0.1" : "https://localhost"
        guard let url = URL(string: "\(base):\(process.port)"),
            let administration = URL(string: "http://127.0.0.1:\(process.administration ?? process.port)")
        else { preconditionFailure("not a URL") }
        self.url = url
        self.administration = administration
    }

    /// Adds a fault, from now on.
    public func add(_ fault: Fault) async throws {
        try await ask("POST", "admin/faults", JSONEncoder().encode(fault))
    }

    /// Removes all faults.
    public func clearFaults() async throws { try await ask("DELETE", "admin/faults", nil) }

    /// Advances the age of all messages by this time, as if the clock had moved on.
    public func age(by seconds: Double) async throws {
        try await ask("POST", "admin/age", JSONEncoder().encode(["seconds": seconds]))
    }

    /// Number of messages accepted since the start.
    public func accepted() async throws -> Int { try await summary().counts.accepted }

    /// Number of messages that wait in a mailbox.
    public func waiting(in mailbox: String) async throws -> Int { try await summary().waiting[mailbox] ?? 0 }

    /// Ends the process and removes the files that it wrote.
    public func stop() async {
        await process.child.stop()
        try? FileManager.default.removeItem(at: directory)
    }

    private struct Summary: Decodable {
        struct Counts: Decodable {
            var accepted: Int
        }

        var counts: Counts
        var waiting: [String: Int]
    }

    private func summary() async throws -> Summary {
        let (_, body) = try await HTTPQuestion.ask(administration.appending(path: "admin/counts"))
        return try JSONDecoder().decode(Summary.self, from: body)
    }

    private func ask(_ method: String, _ path: String, _ body: Data?) async throws {
        let (status, _) = try await HTTPQuestion.ask(
            administration.appending(path: path), method: method, headers: ["Content-Type": "application/json"],
            body: body)
        guard status == 204 else { throw NeverHappened("mesh-server takes \(path)", lastSeen: "status \(status)") }
    }
}
