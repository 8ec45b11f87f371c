public import Foundation

/// Certificates of a test authority, which openssl makes for one run.
public struct TestCertificates: Sendable {
    /// The folder of the PEM files.
    public let directory = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    /// The password of `locked.key`.
    public static let keyPassword = "for-tests"

    /// Makes the authorities `ca` and `other`, the certificates `server` and `client`, issued by `ca`, and
    /// `locked.key`, the client's key with a password.
    public init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try authority("ca")
        try authority("other")
        try certificate("server", extensions: "subjectAltName=DNS:localhost,IP:127.0.0.1")
        try certificate("client", extensions: "extendedKeyUsage=clientAuth")
        try openssl([
            "rsa", "-aes256", "-passout", "pass:\(Self.keyPassword)", "-in", "client.key", "-out", "locked.key",
        ])
    }

    /// Returns the path of a file in the folder.
    public func path(_ name: String) -> String { directory.appending(path: name).path }

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
