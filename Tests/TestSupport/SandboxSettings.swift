import Foundation

/// What a stand-in for MESH is started with, be it the official sandbox (`deploy/sandbox/launch.py` reads this) or our
/// strict one (`mesh-server`).
public struct SandboxSettings: Codable, Sendable {
    /// A mailbox with the organisation that endpoint lookup finds it by.
    public struct Mailbox: Codable, Sendable {
        /// Upper-case mailbox id.
        public var id: String
        /// Shown by endpoint lookup.
        public var name: String
        /// ODS code of the organisation that owns it.
        public var ods: String
        /// The mailbox's password.
        public var password: String

        /// A mailbox; its name is its id unless told.
        public init(id: String, ods: String, password: String, name: String? = nil) {
            self.id = id
            self.name = name ?? id
            self.ods = ods
            self.password = password
        }
    }

    /// Which mailboxes are registered for a workflow; endpoint lookup finds the receivers.
    public struct Workflow: Codable, Sendable {
        /// For example `GPCONNECT_SEND_DOCUMENT`.
        public var id: String
        /// Mailboxes that may send it.
        public var senders: [String]
        /// Mailboxes that may receive it.
        public var receivers: [String]

        /// A workflow and who is registered for it.
        public init(id: String, senders: [String], receivers: [String]) {
            self.id = id
            self.senders = senders
            self.receivers = receivers
        }
    }

    /// Faults on sending, each for one in so many sends by a seeded draw; 0 is never.
    public struct Faults: Codable, Sendable {
        /// Where the draws begin, so that a run can be repeated.
        public var seed: Int
        /// Accepted, but the connection is cut instead of answering.
        public var lostOneIn: Int
        /// 429, nothing accepted.
        public var busyOneIn: Int
        /// 503, nothing accepted.
        public var unavailableOneIn: Int

        /// No fault unless told.
        public init(seed: Int = 1, lostOneIn: Int = 0, busyOneIn: Int = 0, unavailableOneIn: Int = 0) {
            self.seed = seed
            self.lostOneIn = lostOneIn
            self.busyOneIn = busyOneIn
            self.unavailableOneIn = unavailableOneIn
        }
    }

    /// Mutual TLS, as live MESH always has it; the paths of PEM files.
    public struct TLS: Codable, Sendable {
        /// The server's certificate.
        public var certificate: String
        /// The server's key.
        public var key: String
        /// The authority that the clients' certificates must come from.
        public var clients: String

        /// All three are needed.
        public init(certificate: String, key: String, clients: String) {
            self.certificate = certificate
            self.key = key
            self.clients = clients
        }
    }

    /// Where messages are kept.
    public enum Store: String, Codable, Sendable {
        case memory
        case file
    }

    /// The environment's shared key, which signs every request.
    public var sharedKey: String
    /// Memory unless messages must outlive the sandbox.
    public var store: Store
    /// Needed for the file store.
    public var directory: String?
    /// Every mailbox there is.
    public var mailboxes: [Mailbox]
    /// Every workflow there is.
    public var workflows: [Workflow]
    /// What goes wrong on request.
    public var faults: Faults
    /// Plain HTTP when nil.
    public var tls: TLS?

    /// A sandbox in memory without faults, unless told.
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

    /// A hospital that sends on these workflows to the practices, which answer on `_ACK`.
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

    /// The file, with what only one of the stand-ins reads beside it.
    func json(with options: StrictMesh.Options? = nil) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let own = try JSONSerialization.jsonObject(with: encoder.encode(self)) as? [String: Any] ?? [:]
        guard let options else { return try encoder.encode(self) }
        let more = try JSONSerialization.jsonObject(with: encoder.encode(options)) as? [String: Any] ?? [:]
        return try JSONSerialization.data(withJSONObject: own.merging(more) { $1 })
    }
}
