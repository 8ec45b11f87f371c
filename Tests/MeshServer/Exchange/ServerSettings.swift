import Foundation

/// Everything that the stand-in is started with; every part but the first two may be left out.
struct ServerSettings: Codable, Sendable {
    struct Mailbox: Codable, Sendable {
        var id: String
        var ods: String
        var password: String
        var name: String?
        var active: Bool?

        var isActive: Bool { active ?? true }
    }

    /// Which mailboxes are registered for a workflow, and in which direction.
    struct Workflow: Codable, Sendable {
        var id: String
        var senders: [String]
        var receivers: [String]
    }

    /// What the demographics service knows: a synthetic patient of a practice.
    struct Patient: Codable, Sendable {
        var nhsNumber: String
        /// `YYYYMMDD`
        var birthDate: String
        var surname: String
        var ods: String
    }

    /// Mutual TLS, as live MESH always has it; the paths of PEM files.
    struct TLS: Codable, Sendable {
        var certificate: String
        var key: String
        /// The authority that the clients' certificates must come from.
        var clients: String
    }

    var sharedKey: String
    var mailboxes: [Mailbox]
    var workflows: [Workflow] = []
    /// Plain HTTP when nil.
    var tls: TLS?
    var patients: [Patient] = []
    /// Workflows that may be addressed by patient (`GPPROVIDER_…`).
    var patientWorkflows: [String] = [
        "TOC_FHIR_IP_DISCH", "TOC_FHIR_EC_DISCH", "TOC_FHIR_MH_DISCH", "TOC_FHIR_OP_ATTEN", "TOC_OUTP_ATT_DMS",
        "GPFED_CONSULT_REPORT", "GPFED_CONSULT_REPORT_ACK", "GPCONNECT_UPDATE_RECORD", "GPCONNECT_UPDATE_RECORD_ACK",
        "GPCONNECT_SEND_DOCUMENT",
    ]
    /// How far a request's timestamp may be from the server's clock.
    var clockWindowSeconds: Double = 7200
    /// How long a message lies in an inbox before its sender gets a REPORT.
    var inboxSeconds: Double = 432_000
    /// How much later than it happens tracking shows it.
    var trackingLagSeconds: Double = 0
    /// How long the demographics lookup of a `GPPROVIDER_…` address takes.
    var patientLookupSeconds: Double = 0
    var largestBody: Int = 100_000_000
    /// For load: only a body's length is kept, and zeros are served.
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

    /// Reads the file; keys are written in snake case, as the sandbox's launcher has them.
    static func read(_ file: URL) throws -> ServerSettings {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(ServerSettings.self, from: Data(contentsOf: file))
    }
}
