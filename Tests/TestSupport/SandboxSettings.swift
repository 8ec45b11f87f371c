import Foundation

/// The settings file of a MESH stand-in: the official sandbox (`deploy/sandbox/launch.py` reads it) or our strict
/// `mesh-server`.
public struct SandboxSettings: Codable, Sendable {
    /// A mailbox and the organisation by which endpoint lookup finds it.
    public struct Mailbox: Codable, Sendable {
        /// The mailbox id, in upper case.
        public var id: String
        /// The name that endpoint lookup returns.
        public var name: String
        /// ODS code of the organisation that owns the mailbox.
        public var ods: String
        /// The mailbox's password.
        public var password: String

        /// Makes a mailbox; `name` is the id by default.
        public init(id: String, ods: String, password: String, name: String? = nil) {
            self.id = id
            self.name = name ?? id
            self.ods = ods
            self.password = password
        }
    }

    /// The mailboxes that are registered for a workflow. Endpoint lookup finds its receivers.
    public struct Workflow: Codable, Sendable {
        /// The workflow id, for example `GPCONNECT_SEND_DOCUMENT`.
        public var id: String
        /// Ids of the mailboxes that may send it.
        public var senders: [String]
        /// Ids of the mailboxes that may receive it.
        public var receivers: [String]

        /// Makes a workflow with its registered mailboxes.
        public init(id: String, senders: [String], receivers: [String]) {
            self.id = id
            self.senders = senders
            self.receivers = receivers
        }
    }

    /// Faults on sending. Each one happens on one in N sends, drawn from a seed; 0 means never.
    public struct Faults: Codable, Sendable {
        /// Seed of the draws, so that a run can be repeated.
        public var seed: Int
        /// The message is accepted, but the connection is cut before the answer.
        public var lostOneIn: Int
        /// The server answers 429 and accepts nothing.
        public var busyOneIn: Int
        /// The server answers 503 and accepts nothing.
        public var unavailableOneIn: Int

        /// Makes settings without faults by default.
        public init(seed: Int = 1, lostOneIn: Int = 0, busyOneIn: Int = 0, unavailableOneIn: Int = 0) {
            self.seed = seed
            self.lostOneIn = lostOneIn
            self.busyOneIn = busyOneIn
            self.unavailableOneIn = unavailableOneIn
        }
    }

    /// Paths of the PEM files for mutual TLS, which live MESH always requires.
    public struct TLS: Codable, Sendable {
        /// Certificate of the server.
        public var certificate: String
        /// Private key of the server.
        public var key: String
        /// The authority that issues the clients' certificates.
        public var clients: String

        /// Makes the settings; all three files are needed.
        public init(certificate: String, key: String, clients: String) {
            self.certificate = certificate
            self.key = key
            self.clients = clients
        }
    }

    /// The place where the server keeps messages.
    public enum Store: String, Codable, Sendable {
        case memory
        case file
    }

    /// The shared key of the environment, which signs every request.
    public var sharedKey: String
    /// The store: memory by default, the file store if messages must outlive the server.
    public var store: Store
    /// Folder of the file store; needed for that store only.
    public var directory: String?
    /// All mailboxes of the server.
    public var mailboxes: [Mailbox]
    /// All workflows of the server.
    public var workflows: [Workflow]
    /// Faults on sending.
    public var faults: Faults
    /// Mutual TLS; nil means plain HTTP.
    public var tls: TLS?

    /// Makes settings for a server that keeps messages in memory and has no faults, by default.
    public init(
        sharedKey: String, mailboxes: [Mailbox], workflows: [Workflow], store: Store = .memory,
        directory: String? = nil, faults: Faults = Faults(), tls: TLS? = nil
    ) {
        self.sharedKey = sharedKey
        self.mailboxes = mailboxes
        self.workflows = workflows
        self.store = store
        self.directory = directory
        self.faults = faults
        self.tls = tls
    }

    /// Returns settings in which a hospital sends these workflows to the practices, which answer on the `_ACK`
    /// workflows.
    public static func hospital(
        _ hospital: Mailbox, practices: [Mailbox], workflows: [String], sharedKey: String
    ) -> SandboxSettings {
        let others = practices.map(\.id)
        return SandboxSettings(
            sharedKey: sharedKey, mailboxes: [hospital] + practices,
            workflows: workflows.flatMap {
                [
                    Workflow(id: $0, senders: [hospital.id], receivers: others),
                    Workflow(id: $0 + "_ACK", senders: others, receivers: [hospital.id]),
                ]
            })
    }

    /// Encodes the settings file, with the options that only the strict server reads.
    func json(with options: StrictMesh.Options? = nil) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let own = try JSONSerialization.jsonObject(with: encoder.encode(self)) as? [String: Any] ?? [:]
        guard let options else { return try encoder.encode(self) }
        let more = try JSONSerialization.jsonObject(with: encoder.encode(options)) as? [String: Any] ?? [:]
        return try JSONSerialization.data(withJSONObject: own.merging(more) { $1 })
    }
}
