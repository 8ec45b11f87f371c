import Foundation
import HTTP
import TestSupport
import Testing

@testable import Mesh

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
        func error(_ tls: TLSFiles) async -> MeshError? {
            var settings = MeshUnderTest.hospital(sandbox.url).settings
            settings.tls = tls
            do throws(MeshError) {
                try await MeshMailbox(settings).handshake()
                return nil
            } catch {
                return error
            }
        }
        let ours = TLSFiles(
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
