import Foundation

/// The settings file of the server. All parts but the first two are optional.
struct ServerSettings: Codable, Sendable {
    struct Mailbox: Codable, Sendable {
        var id: String
        var ods: String
        var password: String
        var name: String?
        var active: Bool?

        var isActive: Bool { active ?? true }
    }

    /// The mailboxes that are registered to send and to receive a workflow.
    struct Workflow: Codable, Sendable {
        var id: String
        var senders: [String]
        var receivers: [String]
    }

    /// A synthetic patient in the demographics service, registered with a practice.
    struct Patient: Codable, Sendable {
        var nhsNumber: String
        /// `YYYYMMDD`
        var birthDate: String
        var surname: String
        var ods: String
    }

    /// Paths of the PEM files for mutual TLS, which live MESH always requires.
    struct TLS: Codable, Sendable {
        var certificate: String
        var key: String
        /// The authority that issues the clients' certificates.
        var clients: String
    }

    var sharedKey: String
    var mailboxes: [Mailbox]
    var workflows: [Workflow] = []
    /// Mutual TLS; nil means plain HTTP.
    var tls: TLS?
    var patients: [Patient] = []
    /// Workflows that allow an address by patient (`GPPROVIDER_…`).
    var patientWorkflows: [String] = [
        "TOC_FHIR_IP_DISCH", "TOC_FHIR_EC_DISCH", "TOC_FHIR_MH_DISCH", "TOC_FHIR_OP_ATTEN", "TOC_OUTP_ATT_DMS",
        "GPFED_CONSULT_REPORT", "GPFED_CONSULT_REPORT_ACK", "GPCONNECT_UPDATE_RECORD", "GPCONNECT_UPDATE_RECORD_ACK",
        "GPCONNECT_SEND_DOCUMENT",
    ]
    /// How many seconds the timestamp of a request may differ from the server's clock.
    var clockWindowSeconds: Double = 7200
    /// Seconds that a message stays in an inbox before its sender gets a REPORT.
    var inboxSeconds: Double = 432_000
    /// Seconds until tracking shows an event.
    var trackingLagSeconds: Double = 0
    /// Seconds that the demographics lookup of a `GPPROVIDER_…` address takes.
    var patientLookupSeconds: Double = 0
    var largestBody: Int = 100_000_000
    /// If true, only the length of a body is kept and zeros are served; for load tests.
    var discardBodies: Bool = false
    var faultRules: [FaultRule] = []
    var seed: UInt64 = 1

    init(sharedKey: String, mailboxes: [Mailbox], workflows: [Workflow] = []) {
        self.sharedKey = sharedKey
        self.mailboxes = mailboxes
        self.workflows = workflows
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, _ usual: Value) throws -> Value {
            try values.decodeIfPresent(Value.self, forKey: key) ?? usual
        }
        sharedKey = try values.decode(String.self, forKey: .sharedKey)
        mailboxes = try values.decode([Mailbox].self, forKey: .mailboxes)
        workflows = try value(.workflows, workflows)
        tls = try values.decodeIfPresent(TLS.self, forKey: .tls)
        patients = try value(.patients, patients)
        patientWorkflows = try value(.patientWorkflows, patientWorkflows)
        clockWindowSeconds = try value(.clockWindowSeconds, clockWindowSeconds)
        inboxSeconds = try value(.inboxSeconds, inboxSeconds)
        trackingLagSeconds = try value(.trackingLagSeconds, trackingLagSeconds)
        patientLookupSeconds = try value(.patientLookupSeconds, patientLookupSeconds)
        largestBody = try value(.largestBody, largestBody)
        discardBodies = try value(.discardBodies, discardBodies)
        faultRules = try value(.faultRules, faultRules)
        seed = try value(.seed, seed)
    }

    /// Reads the file. Its keys are in snake case, as the sandbox's launcher writes them.
    static func read(_ file: URL) throws -> ServerSettings {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(ServerSettings.self, from: Data(contentsOf: file))
    }
}
