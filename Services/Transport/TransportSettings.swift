import Foundation
import HTTP
import Letters
import Mesh
import Operations

/// Transport's settings (deploy/docs/CONTRACT.md, "Settings").
struct TransportSettings: Sendable {
    /// The ways to MESH.
    enum Way: Sendable {
        /// MESH's API (`MESH_URL`).
        case api(MeshSettings)
        /// The folders of the MESH client (`MESH_CLIENT_DIRECTORY`).
        case folders(FolderSettings)

        var initialStatus: MeshStatus {
            switch self {
            case .api(let mesh): MeshStatus(mailbox: mesh.mailbox, way: .api)
            case .folders(let client): MeshStatus(mailbox: client.mailbox.uppercased(), way: .folders)
            }
        }
    }

    var way: Way
    /// `MESH_WORKFLOWS`; empty when it is not set.
    var workflows: Set<String>
    var pollSeconds: Int
    /// Messages sent at a time, each on a persistent connection of its own.
    var connections: Int
    var settling: Send.Settling
    var lease: Lease.Times
    var state: URL
    /// `FOLDER_DIRECTORY`; nil when no practice takes its letters from a folder.
    var folder: URL?

    init(_ settings: Settings) throws(SettingError) {
        let environment = try settings.value(of: ServiceSetting.environment)
        connections = try settings.value(of: MeshSetting.connections)
        way = try Self.way(settings, environment, connections)
        workflows = Set(try settings.value(of: MeshSetting.workflows))
        pollSeconds = try settings.value(of: MeshSetting.poll)
        settling = Send.Settling(
            settle: Double(try settings.value(of: MeshSetting.settle)),
            track: Double(try settings.value(of: MeshSetting.track)),
            order: Double(try settings.value(of: MeshSetting.order)))
        lease = Lease.Times(beat: try settings.value(of: MeshSetting.leaseBeat).duration)
        state = try settings.value(of: ServiceSetting.stateDirectory)
        folder = try settings.value(of: MeshSetting.folder)
    }

    private static func way(
        _ settings: Settings, _ environment: TrustEnvironment, _ connections: Int
    ) throws(SettingError) -> Way {
        if try settings.value(of: MeshClientSetting.directory) != nil {
            guard try settings.value(of: MeshSetting.url) == nil else {
                throw SettingError(
                    MeshClientSetting.directory, "is set, and so is MESH_URL: one mailbox has one way, unset the other")
            }
            return .folders(try FolderSettings(settings))
        }
        let url = try MeshHost.checked(try settings.required(MeshSetting.url), in: environment)
        return .api(
            MeshSettings(
                url: url, mailbox: try settings.value(of: MeshSetting.mailbox),
                password: try settings.required(MeshSetting.password),
                sharedKey: try settings.required(MeshSetting.sharedKey),
                tls: try Self.tls(settings), connections: connections + Self.others))
    }

    /// Connections for requests other than sends: the mailbox, tracking, endpoint lookups.
    private static let others = 8

    private static func tls(_ settings: Settings) throws(SettingError) -> TLSFiles {
        let tls = TLSFiles(
            authorityFile: try settings.value(of: MeshSetting.authority)?.path,
            certificateFile: try settings.value(of: MeshSetting.certificate)?.path,
            keyFile: try settings.value(of: MeshSetting.key)?.path,
            keyPassword: try settings.value(of: MeshSetting.keyPassword))
        guard (tls.certificateFile == nil) == (tls.keyFile == nil) else {
            throw SettingError(MeshSetting.key, "and MESH_CERTIFICATE_FILE belong together: set both or neither")
        }
        return tls
    }
}

/// Checks `MESH_URL`: test letters must not reach the live MESH, and live letters must not travel unencrypted.
enum MeshHost {
    static func checked(_ url: String, in environment: TrustEnvironment) throws(SettingError) -> String {
        guard let parts = URLComponents(string: url), let host = parts.host?.lowercased(), !host.isEmpty,
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http"
        else { throw SettingError(MeshSetting.url, "is \"\(url)\", which is not an address: https://host") }
        switch environment {
        case .test where isLive(host):
            throw SettingError(MeshSetting.url, "is the live MESH, but ENVIRONMENT is test: nothing may go there")
        case .live where scheme != "https":
            throw SettingError(MeshSetting.url, "must begin with https:// when ENVIRONMENT is live")
        default: return url
        }
    }

    /// Whether a host is the live MESH: `mesh-sync.spineservices.nhs.uk`, or `mesh-sync.national.ncrs.nhs.uk` on the
    /// old network.
    static func isLive(_ host: String) -> Bool {
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        return name.hasPrefix("mesh-sync.") && (name.hasSuffix(".nhs.uk"))
    }
}
