import Foundation
import HTTP
import Mesh
import MeshFolders
import TestSupport
import Testing

/// The ways to MESH and the servers, all of which must pass the same tests.
enum Way: String, Sendable, CustomTestStringConvertible {
    case api = "the API"
    case apiTLS = "the API behind mutual TLS"
    case folders = "the client's folders"
    case sandbox = "the official sandbox in memory"
    case sandboxFiles = "the official sandbox in files"
    case sandboxTLS = "the official sandbox behind mutual TLS"

    var testDescription: String { rawValue }

    /// Ways to the strict server, which can age messages and fail on request.
    static let strict: [Way] = [.api, .apiTLS, .folders]

    /// Ways to the official sandbox; empty if it is not installed.
    static let official: [Way] = SandboxEnvironment.usual == nil ? [] : [.sandbox, .sandboxFiles, .sandboxTLS]

    var isBehindTLS: Bool { self == .apiTLS || self == .sandboxTLS }
}

/// The MESH of a test: a server with the practice's mailbox, and the MESH client's stand-in if folders are used.
final class WayMesh: Sendable {
    private enum Server {
        case strict(StrictMesh)
        case official(Sandbox)

        var url: URL {
            switch self {
            case .strict(let mesh): mesh.url
            case .official(let sandbox): sandbox.url
            }
        }
    }

    static let hospital = SandboxSettings.Mailbox(id: "X26HOSP1", ods: "X26", password: "for-tests")
    static let workflow = "GPCONNECT_SEND_DOCUMENT"

    let way: Way
    private let server: Server
    private let certificates: TestCertificates?
    let client: SandboxFolderClient?
    let practice: MeshMailbox
    /// The hospital's mailbox, which transport uses.
    let hospitalMailbox: MeshMailbox
    let home = FileManager.default.temporaryDirectory.appending(path: "way-\(UUID().uuidString)")

    init(
        _ way: Way, faults: [StrictMesh.Fault] = [],
        options change: (inout SandboxFolderClient.Options) -> Void = { _ in }
    ) async throws {
        self.way = way
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        certificates = way.isBehindTLS ? try TestCertificates() : nil
        let settings = Self.settings(way, certificates, home)
        if Way.official.contains(way) {
            server = .official(try await Sandbox(settings, environment: try #require(SandboxEnvironment.usual)))
        } else {
            var own = StrictMesh.Options()
            own.faultRules = faults
            server = .strict(try await StrictMesh(settings, own))
        }
        practice = Self.mailbox("Y00001M", server.url, certificates)
        hospitalMailbox = Self.mailbox(
            Self.hospital.id, server.url, certificates, RetrySchedule(attempts: 2, first: 0.001, longest: 0.01))
        var options = SandboxFolderClient.Options()
        change(&options)
        client =
            way != .folders
            ? nil
            : try SandboxFolderClient(
                Self.hospital, mesh: server.url, sharedKey: "for-tests", directory: home.appending(path: "client"),
                log: home.appending(path: "client.log"), options: options)
    }

    private static func settings(_ way: Way, _ files: TestCertificates?, _ home: URL) -> SandboxSettings {
        var settings = SandboxSettings.hospital(
            hospital, practices: [.init(id: "Y00001M", ods: "Y00001", password: "for-tests")], workflows: [workflow],
            sharedKey: "for-tests")
        settings.workflows.append(.init(id: "FOREIGN", senders: ["Y00001M"], receivers: [hospital.id]))
        if way == .sandboxFiles {
            (settings.store, settings.directory) = (.file, home.appending(path: "store").path)
        }
        settings.tls = files.map {
            .init(certificate: $0.path("server.crt"), key: $0.path("server.key"), clients: $0.path("ca.crt"))
        }
        return settings
    }

    private static func mailbox(
        _ id: String, _ url: URL, _ files: TestCertificates?, _ retry: RetrySchedule = RetrySchedule()
    ) -> MeshMailbox {
        let tls = files.map {
            TLSFiles(
                authorityFile: $0.path("ca.crt"), certificateFile: $0.path("client.crt"),
                keyFile: $0.path("locked.key"),
                keyPassword: TestCertificates.keyPassword)
        }
        return MeshMailbox(
            MeshSettings(
                url: url.absoluteString, mailbox: id, password: "for-tests", sharedKey: "for-tests",
                tls: tls ?? .init(), retry: retry))
    }

    /// - Throws: An error if the server is the official sandbox, which can neither age nor count messages.
    func strict() throws -> StrictMesh {
        guard case .strict(let mesh) = server else { throw CocoaError(.featureUnsupported) }
        return mesh
    }

    /// Returns the number of messages that MESH accepted. The practice must not have acknowledged any.
    func accepted() async throws -> Int {
        guard case .strict(let mesh) = server else { return try await practice.inbox().messages.count }
        return try await mesh.accepted()
    }

    /// Returns the number of messages in the hospital's mailbox.
    func waiting() async throws -> Int { try await hospitalMailbox.inbox().messages.count }

    /// The folders of the MESH client's stand-in.
    var folders: ClientFolders { ClientFolders(root: home.appending(path: "client")) }

    /// Returns our message ids of the messages in the practice's mailbox.
    func atPractice() async throws -> [String] {
        var ids: [String] = []
        for id in try await practice.inbox().messages {
            ids.append(try await practice.headers(of: id).fields[.localID] ?? "")
        }
        return ids
    }

    func close() async {
        await client?.child.stop()
        switch server {
        case .strict(let mesh): await mesh.stop()
        case .official(let sandbox): await sandbox.stop()
        }
        if let certificates { try? FileManager.default.removeItem(at: certificates.directory) }
        try? FileManager.default.removeItem(at: home)
    }
}
