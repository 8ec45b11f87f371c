public import Foundation
public import Letters
import Synchronization

// Over 250 lines: everything that a stand starts, in the order in which it is started.

/// The whole of MeshPost on this machine: a broker, a MESH stand-in, the services as processes, each with its own
/// broker user, and practices that answer. The demo and the scenario tests use it.
public final class Stand: Sendable {
    /// The options of a stand.
    public struct Plan: Sendable {
        /// The MESH stand-in.
        public enum Mesh: Sendable {
            case sandbox(SandboxEnvironment, SandboxSettings.Faults = SandboxSettings.Faults())
            case strict(StrictMesh.Options)
        }

        /// How transport connects to MESH.
        public enum Way: String, CaseIterable, Sendable {
            /// Through MESH's HTTP API.
            case api
            /// Through the folders of the MESH client, which a stand-in of ours replaces.
            case folder
        }

        public var mesh: Mesh
        public var way = Way.api
        public var conversions = 1
        /// The sources file as JSON; by default one drop folder named `epr`.
        public var sources: Data?
        public var rules: [SandboxPractices.Rule] = [
            SandboxPractices.Rule { rule in
                rule.given = [SampleLetters.rejectedGivenName]
                rule.answer = "30002"
            }
        ]
        /// Seed of the draws that rules with a probability make.
        public var seed: UInt64 = 1
        /// Practices beyond the usual ones, each with another system or format.
        public var others: [FormatPractice] = []
        /// Further settings, by service.
        public var settings: [String: [String: String]] = [:]
        /// If true, the stand outlives this process.
        public var isKept = false
        /// If true, the stand uses a virtual host on the shared node. Must be false for tests that disturb the broker.
        public var sharesNode = false
        public var pollMilliseconds = 200
        /// If set, the services run in containers of these images.
        public var images: ServiceImages?

        public init(_ mesh: Mesh) { self.mesh = mesh }
    }

    public static let organisation = "RXT"
    public static let hospital = "X26HOSP1"
    public static let practices = [ODSCode("Y00001"), ODSCode("Y00002")].compactMap { $0 }
    public static let folderPractice = ODSCode("Y00003") ?? practices[0]
    public static let unknownPractice = ODSCode("Y09999") ?? practices[0]
    static let workflows =
        ["GPCONNECT_SEND_DOCUMENT", FormatPractice.localWorkflow]
        + ["IP_DISCH", "MH_DISCH", "EC_DISCH", "OP_ATTEN"].map { "TOC_FHIR_" + $0 }

    public let root: URL
    public let host: VirtualHost
    public let mesh: any MeshStandIn
    /// The MESH client's stand-in; nil unless transport uses its folders.
    public let client: SandboxFolderClient?
    public let surgeries: SandboxPractices
    public let services: [ServiceProcess]
    /// The practices' mailboxes with their passwords.
    public let practiceMailboxes: [SandboxSettings.Mailbox]
    /// The shared key of this MESH.
    public let sharedKey: String

    public var mailboxes: [String] { practiceMailboxes.map(\.id) }
    public var node: RabbitMQNode { host.node }
    /// The hospital's drop folder.
    public var drop: URL { root.appending(path: "drop") }
    public var logs: URL { root.appending(path: "logs") }

    /// Starts everything and waits until every service is ready.
    ///
    /// - Parameter tell: Called with what is being started.
    public init(root: URL, plan: Plan, tell: @Sendable (String) -> Void = { _ in }) async throws {
        self.root = root
        for folder in ["drop", "logs", "documents", "folder", "secrets", "practices", "state"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        tell("RabbitMQ")
        host =
            plan.sharesNode
            ? try await VirtualHost()
            : VirtualHost(of: try await RabbitMQNode(directory: root.appending(path: "broker")))
        tell("MESH")
        let key = UUID().uuidString
        let hospital = SandboxSettings.Mailbox(
            id: Self.hospital, ods: Self.organisation, password: UUID().uuidString)
        let others = plan.others.filter { !$0.isFolder }
        let practices = (Self.practices + others.map(\.ods)).map {
            SandboxSettings.Mailbox(id: "\($0)MB", ods: $0.description, password: UUID().uuidString)
        }
        practiceMailboxes = practices
        sharedKey = key
        var settings = SandboxSettings.hospital(
            hospital, practices: practices, workflows: Self.workflows, sharedKey: key)
        switch plan.mesh {
        case .sandbox(let environment, let faults):
            settings.faults = faults
            mesh = try await Sandbox(
                settings, environment: environment, directory: root.appending(path: "sandbox"), isKept: plan.isKept)
        case .strict(let options): mesh = try await StrictMesh(settings, options)
        }
        if plan.way == .folder { tell("the MESH client's stand-in") }
        client = try Self.makeClient(root, mesh.url, hospital, key, plan)
        tell("\(practices.count) practices")
        surgeries = try SandboxPractices(
            practices, systems: Dictionary(uniqueKeysWithValues: others.map { ($0.ods.description, $0.system) }),
            workflows: Self.workflows, mesh: mesh.url, sharedKey: key, directory: root.appending(path: "practices"),
            log: root.appending(path: "practices.log"), rules: plan.rules, seed: plan.seed,
            pollMilliseconds: plan.pollMilliseconds,
            isKept: plan.isKept)
        try Self.writeFiles(root, plan)
        services = try Self.makeServices(root, host, mesh.url, hospital, key, plan)
        try plan.images?.own(root)
        for service in services where service.name != "reporting" {
            tell(service.name)
            try service.child.start()
        }
        try await startReporting()
        for service in services { try await service.ready() }
    }

    /// Starts reporting last, because its settings contain extraction's address, which is known only once that runs.
    func startReporting() async throws {
        let extraction = service("extraction")
        let address = try await eventually("extraction serves HTTP") { try extraction.address() }
        let reporting = service("reporting")
        reporting.child.set("REPORTING_EXTRACTION_URL", to: address.absoluteString)
        try reporting.child.start()
    }

    public func service(_ name: String) -> ServiceProcess {
        guard let service = services.first(where: { $0.name == name }) else {
            preconditionFailure("a stand has no service \(name)")
        }
        return service
    }

    /// Returns reporting's address.
    public func reporting() throws -> URL {
        guard let address = try service("reporting").address() else {
            throw NeverHappened("reporting serves HTTP", lastSeen: nil)
        }
        return address
    }

    /// Stops everything, the services first.
    public func stop() async {
        await withTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { await service.child.stop() } }
        }
        await surgeries.child.stop(within: .seconds(3))
        await client?.child.stop(within: .seconds(3))
        await mesh.stop()
        await host.stop()
    }

    private static func makeClient(
        _ root: URL, _ mesh: URL, _ hospital: SandboxSettings.Mailbox, _ key: String, _ plan: Plan
    ) throws -> SandboxFolderClient? {
        guard plan.way == .folder else { return nil }
        var options = SandboxFolderClient.Options()
        options.pollMilliseconds = plan.pollMilliseconds
        return try SandboxFolderClient(
            hospital, mesh: mesh, sharedKey: key, directory: root.appending(path: "mesh-client"),
            log: root.appending(path: "mesh-client.log"), options: options, isKept: plan.isKept)
    }

    private static func writeFiles(_ root: URL, _ plan: Plan) throws {
        let others = plan.others
        let folder = [["name": "epr", "type": "drop-folder", "path": root.appending(path: "drop").path]]
        let sources = try plan.sources ?? JSONSerialization.data(withJSONObject: folder)
        try sources.write(to: root.appending(path: "sources.json"))
        var rows = ["ods,name,system,kind,format,workflow,mailbox,channel,max_bytes,assured,active_from,active_to"]
        for (practice, system) in zip(practices, ["EMIS", "TPP"]) {
            rows.append("\(practice),Practice \(practice),\(system),,send-document,,\(practice)MB,mesh,5000000,yes,,")
        }
        rows.append("\(folderPractice),Print room,OTHER,,folder,,,folder,,,,")
        rows += others.map(\.row)
        try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: root.appending(path: "practices.csv"))
        try FormatPractice.table(others).write(to: root.appending(path: "formats.json"))
        let secret = root.appending(path: "secrets/documents.key")
        let bytes = (0..<32).map { _ in String(format: "%02x", UInt8.random(in: .min ... .max)) }.joined()
        try Data(bytes.utf8).write(to: secret)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
    }

    /// Returns the settings by which transport connects to MESH.
    private static func way(
        _ plan: Plan, _ root: URL, _ mesh: URL, _ hospital: SandboxSettings.Mailbox, _ key: String
    ) -> [String: String] {
        switch plan.way {
        case .api:
            ["MESH_URL": mesh.absoluteString, "MESH_PASSWORD": hospital.password, "MESH_SHARED_KEY": key]
        case .folder:
            [
                "MESH_CLIENT_DIRECTORY": root.appending(path: "mesh-client").path, "MESH_CLIENT_POLL_SECONDS": "1",
            ]
        }
    }

    private static func makeServices(
        _ root: URL, _ host: VirtualHost, _ mesh: URL, _ hospital: SandboxSettings.Mailbox, _ key: String, _ plan: Plan
    ) throws -> [ServiceProcess] {
        let converters = (1...max(1, plan.conversions)).map { $0 == 1 ? "conversion" : "conversion-\($0)" }
        return try (["extraction"] + converters + ["transport", "acknowledgement", "reporting"]).map { name in
            let stage = String(name.prefix { $0 != "-" })
            var settings = [
                "BROKER_URL": host.url(user: stage), "HTTP_PORT": "0", "ENVIRONMENT": "test",
                "ORGANISATION_ODS": organisation,
                "DOCUMENTS_URL": root.appending(path: "documents").absoluteString,
                "DOCUMENTS_KEY_FILE": root.appending(path: "secrets/documents.key").path, "MESH_MAILBOX": hospital.id,
                "PRACTICES_FILE": root.appending(path: "practices.csv").path,
            ]
            switch stage {
            case "conversion":
                settings["ROUTING_FILE"] = root.appending(path: "formats.json").path
                settings["ORGANISATION_NAME"] = "Testing Hospitals"
                settings["ORGANISATION_CONTACT"] = "01632 960000"
            case "extraction":
                settings["EXTRACTION_SOURCES_FILE"] = root.appending(path: "sources.json").path
                settings["EXTRACTION_SETTLE"] = "500 ms"
            case "transport":
                settings.merge(way(plan, root, mesh, hospital, key)) { $1 }
                settings["ROUTING_FILE"] = root.appending(path: "formats.json").path
                settings["MESH_POLL_SECONDS"] = "1"
                settings["MESH_SETTLE_SECONDS"] = "3"
                settings["MESH_TRACK_SECONDS"] = "2"
                settings["FOLDER_DIRECTORY"] = root.appending(path: "folder").path
            default: break
            }
            if stage != "conversion" {
                let state = root.appending(path: "state/\(name)")
                try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
                settings["STATE_DIRECTORY"] = state.path
            }
            settings.merge(plan.settings[stage] ?? [:]) { $1 }
            if plan.images != nil { settings["OPERATIONS_PORT"] = "\(try FreePorts.take(1)[0])" }
            return try ServiceProcess(
                name, executable: stage, settings: settings, logs: root.appending(path: "logs"),
                container: plan.images?.container(name, of: stage, root))
        }
    }
}
