import Foundation
import TestSupport
import Testing

@testable import Mesh

/// Certificates of a test authority, made by openssl for one run.
struct TestCertificates {
    let directory = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    static let keyPassword = "for-tests"

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try authority("ca")
        try authority("other")
        try certificate("server", extensions: "subjectAltName=DNS:localhost,IP:127.0.0.1")
        try certificate("client", extensions: "extendedKeyUsage=clientAuth")
        try openssl([
            "rsa", "-aes256", "-passout", "pass:\(Self.keyPassword)", "-in", "client.key", "-out", "locked.key",
        ])
    }

    func path(_ name: String) -> String { directory.appending(path: name).path }

    private func authority(_ name: String) throws {
        try openssl([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
            "-keyout", "\(name).key", "-out", "\(name).crt",
        ])
    }

    private func certificate(_ name: String, extensions: String) throws {
        try Data(extensions.utf8).write(to: directory.appending(path: "\(name).ext"))
        try openssl([
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-keyout", "\(name).key",
            "-out", "\(name).csr",
        ])
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "\(name).ext", "-out", "\(name).crt",
        ])
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }
}

@Suite("Mutual TLS", .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
struct TLSTests {
    @Test("lets us in with our certificate, and tells every fault of certificates from a network that is away")
    func mutual() async throws {
        let files = try TestCertificates()
        defer { try? FileManager.default.removeItem(at: files.directory) }
        var settings = MeshUnderTest.settings
        settings.tls = SandboxSettings.TLS(
            certificate: files.path("server.crt"), key: files.path("server.key"), clients: files.path("ca.crt"))
        let sandbox = try await Sandbox(settings, environment: try #require(SandboxEnvironment.usual))
        func error(_ tls: MeshSettings.TLS) async -> MeshError? {
            var settings = MeshUnderTest.hospital(sandbox.url).settings
            settings.tls = tls
            do throws(MeshError) {
                try await MeshMailbox(settings).handshake()
                return nil
            } catch {
                return error
            }
        }
        let ours = MeshSettings.TLS(
            authorityFile: files.path("ca.crt"), certificateFile: files.path("client.crt"),
            keyFile: files.path("locked.key"), keyPassword: TestCertificates.keyPassword)
        #expect(await error(ours) == nil)
        var noCertificate = ours
        (noCertificate.certificateFile, noCertificate.keyFile) = (nil, nil)
        let missing = await error(noCertificate)
        #expect(missing?.kind == .certificate, "\(String(describing: missing))")
        var otherAuthority = ours
        otherAuthority.authorityFile = files.path("other.crt")
        #expect(await error(otherAuthority)?.kind == .certificate)
        var wrongPassword = ours
        wrongPassword.keyPassword = "wrong"
        #expect(await error(wrongPassword)?.kind == .certificate)
        await sandbox.stop()
    }
}
