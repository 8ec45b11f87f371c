public import Foundation
import Operations

/// Our stand-in for live MESH, `mesh-server`, running on a free port of 127.0.0.1: what the sandbox lets pass, it does
/// not; it ages, lags, looks patients up and fails on request.
public final class StrictMesh: Sendable {
    /// What it has beyond mailboxes and workflows; nil is as live MESH is documented.
    public struct Options: Encodable, Sendable {
        /// A synthetic patient whom the demographics service knows.
        public struct Patient: Encodable, Sendable {
            var nhsNumber, birthDate, surname, ods: String

            /// - Parameter birthDate: `YYYYMMDD`.
            public init(nhsNumber: String, birthDate: String, surname: String, ods: String) {
                (self.nhsNumber, self.birthDate, self.surname, self.ods) = (nhsNumber, birthDate, surname, ods)
            }
        }

        /// Who can be addressed by `GPPROVIDER_…`.
        public var patients: [Patient]?
        /// How far a token's minute may be off.
        public var clockWindowSeconds: Double?
        /// How long a message lies in an inbox before its sender gets a REPORT.
        public var inboxSeconds: Double?
        /// How much later than it happens tracking shows it.
        public var trackingLagSeconds: Double?
        /// How long the lookup of a `GPPROVIDER_…` address takes.
        public var patientLookupSeconds: Double?
        /// For load: bodies are not kept.
        public var discardBodies: Bool?
        /// Where the draws of the faults begin.
        public var seed: UInt64?
        /// What goes wrong from the start.
        public var faultRules: [Fault]?

        /// As live MESH is documented, without faults.
        public init() {}
    }

    /// Something that goes wrong: for a share of the calls, or for the next so many.
    public struct Fault: Encodable, Sendable {
        /// 429, 503, 500, done but unanswered, cut before it is done, done late.
        ///
        /// Then what something else than MESH would answer: a page, an answer without its headers, that on another
        /// message, an id of no message, an inbox that leads in a circle, chunks without end, a body that breaks off or
        /// drips.
        public enum Kind: String, Encodable, Sendable {
            case busy, unavailable, failure, lost, cut, slow
            case page, headless, stranger, ghost, circle, chunks, short, drip
        }
        /// Which calls it strikes.
        public enum Call: String, Encodable, Sendable {
            case any, handshake, send, chunk, inbox, download, acknowledge, tracking, lookup
        }

        var kind: Kind
        var call: Call
        var rate: Double?
        var next: Int?
        var milliseconds: Int?
        var mailbox: String?

        /// - Parameter rate: between 0 and 1.
        public init(_ kind: Kind, on call: Call, rate: Double, milliseconds: Int? = nil) {
            (self.kind, self.call, self.rate, self.milliseconds) = (kind, call, rate, milliseconds)
        }

        /// The next so many, then never again.
        ///
        /// - Parameter mailbox: whose calls alone it strikes.
        public init(_ kind: Kind, on call: Call, next: Int, milliseconds: Int? = nil, mailbox: String? = nil) {
            (self.kind, self.call, self.next) = (kind, call, next)
            (self.milliseconds, self.mailbox) = (milliseconds, mailbox)
        }
    }

    /// The process.
    public let process: SandboxProcess
    /// What a client is configured with: `http://127.0.0.1:port`, `https://localhost:port` with TLS.
    public let url: URL
    /// Where it is administered: the same place, or a door of its own when the API is behind mutual TLS.
    private let administration: URL
    private let directory: URL

    /// Starts it; the executable must have been built. With the file store its messages outlive it.
    ///
    /// - Throws: `ServiceProcess.NotBuilt`, `NeverHappened`.
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

    /// From now on, this goes wrong.
    public func add(_ fault: Fault) async throws {
        try await ask("POST", "admin/faults", JSONEncoder().encode(fault))
    }

    /// Nothing goes wrong any more.
    public func clearFaults() async throws { try await ask("DELETE", "admin/faults", nil) }

    /// Lets the mailboxes grow older than the clock says.
    public func age(by seconds: Double) async throws {
        try await ask("POST", "admin/age", JSONEncoder().encode(["seconds": seconds]))
    }

    /// Messages accepted since the start.
    public func accepted() async throws -> Int { try await summary().counts.accepted }

    /// Messages that wait in a mailbox.
    public func waiting(in mailbox: String) async throws -> Int { try await summary().waiting[mailbox] ?? 0 }

    /// Ends it and removes what it wrote.
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
