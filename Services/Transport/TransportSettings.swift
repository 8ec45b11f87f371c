import Foundation
import Letters
import Mesh
import Operations

/// Transport's settings (deploy/docs/CONTRACT.md, "Settings").
struct TransportSettings: Sendable {
    /// The ways to MESH.
    enum Way: Sendable {
        /// Its API (`MESH_URL`).
        case api(MeshSettings)
        /// The folders of its client (`MESH_CLIENT_DIRECTORY`).
        case folders(FolderSettings)

        var standing: MeshStanding {
            switch self {
            case .api(let mesh): MeshStanding(mailbox: mesh.mailbox, way: .api)
            case .folders(let client): MeshStanding(mailbox: client.mailbox.uppercased(), way: .folders)
            }
        }
    }

    var way: Way
    var ours: Ours
    var pollSeconds: Int
    /// Messages that leave at a time, each on a connection that is kept.
    var connections: Int
    var settling: Send.Settling
    var lease: Lease.Times
    var state: URL
    /// Nil when no practice takes its letters from a folder.
    var folder: URL?

    init(_ settings: Settings) throws(SettingError) {
        let environment = try settings.choice("ENVIRONMENT", as: TrustEnvironment.self)
        connections = try settings.integer("MESH_CONNECTIONS", default: 8, in: 1...64)
        way = try Self.way(settings, environment, connections)
        ours = Ours(workflows: Set(try settings.list("MESH_WORKFLOWS")))
        pollSeconds = try settings.integer("MESH_POLL_SECONDS", default: 300, in: 1...86_400)
        settling = Send.Settling(
            settle: Double(try settings.integer("MESH_SETTLE_SECONDS", default: 900, in: 1...86_400)),
            track: Double(try settings.integer("MESH_TRACK_SECONDS", default: 3600, in: 1...864_000)),
            order: Double(try settings.integer("MESH_ORDER_SECONDS", default: 900, in: 0...864_000)))
        lease = Lease.Times(beat: try settings.waiting("TRANSPORT_LEASE_BEAT", default: "4 s").duration)
        state = try settings.directory("STATE_DIRECTORY", "a folder on a local disk for this service alone")
        folder =
            try settings.string("FOLDER_DIRECTORY") == nil
            ? nil : try settings.directory("FOLDER_DIRECTORY", "the folder for letters that go by folder")
    }

    private static func way(
        _ settings: Settings, _ environment: TrustEnvironment, _ connections: Int
    ) throws(SettingError) -> Way {
        if try settings.string("MESH_CLIENT_DIRECTORY") != nil {
            guard try settings.string("MESH_URL") == nil else {
                throw SettingError(
                    "MESH_CLIENT_DIRECTORY", "is set, and so is MESH_URL: one mailbox has one way, unset the other")
            }
            return .folders(try FolderSettings(settings))
        }
        let url = try MeshHost.checked(
            try settings.required("MESH_URL", "the address of the MESH API, https://… (or MESH_CLIENT_DIRECTORY)"),
            in: environment)
        return .api(
            MeshSettings(
                url: url, mailbox: try settings.required("MESH_MAILBOX", "our mailbox id"),
                password: try settings.requiredSecret("MESH_PASSWORD", "the mailbox's password"),
                sharedKey: try settings.requiredSecret("MESH_SHARED_KEY", "the secret of the MESH environment"),
                tls: try Self.tls(settings), connections: connections + Self.others))
    }

    /// Connections for what is no send: the mailbox, tracking, lookups.
    private static let others = 4

    private static func tls(_ settings: Settings) throws(SettingError) -> MeshSettings.TLS {
        func file(_ name: String) throws(SettingError) -> String? {
            try settings.string(name) == nil ? nil : try settings.file(name, "a PEM file").path
        }
        let tls = MeshSettings.TLS(
            authorityFile: try file("MESH_CA_FILE"), certificateFile: try file("MESH_CERTIFICATE_FILE"),
            keyFile: try file("MESH_KEY_FILE"), keyPassword: try settings.secret("MESH_KEY_PASSWORD"))
        guard (tls.certificateFile == nil) == (tls.keyFile == nil) else {
            throw SettingError("MESH_KEY_FILE", "and MESH_CERTIFICATE_FILE belong together: set both or neither")
        }
        return tls
    }
}

/// Test letters must not reach the live MESH, and live letters must not go unencrypted.
enum MeshHost {
    static func checked(_ url: String, in environment: TrustEnvironment) throws(SettingError) -> String {
        guard let parts = URLComponents(string: url), let host = parts.host?.lowercased(), !host.isEmpty,
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http"
        else { throw SettingError("MESH_URL", "is \"\(url)\", which is not an address: https://host") }
        switch environment {
        case .test where isLive(host):
            throw SettingError("MESH_URL", "is the live MESH, but ENVIRONMENT is test: nothing may go there")
        case .live where scheme != "https":
            throw SettingError("MESH_URL", "must begin with https:// when ENVIRONMENT is live")
        default: return url
        }
    }

    /// `mesh-sync.spineservices.nhs.uk`, and `mesh-sync.national.ncrs.nhs.uk` on the old network.
    static func isLive(_ host: String) -> Bool {
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        return name.hasPrefix("mesh-sync.") && (name.hasSuffix(".nhs.uk"))
    }
}
