import Foundation
import Operations
import TestSupport
import Testing

/// Checks the deployment files with the tools that read them.
@Suite("The files of deployment", .serialized)
struct DeploymentFileTests {
    private static let root = ProductDirectory.sources
    private static let kubectl = URL(filePath: "/usr/bin/kubectl")

    private static var hasKubectl: Bool { FileManager.default.isExecutableFile(atPath: kubectl.path) }

    @Test(
        "for Kubernetes are rendered by kustomize, and each core object is as Kubernetes' schema wants it",
        .enabled(if: hasKubectl && SandboxEnvironment.usual != nil, "kubectl or the Python environment is missing"),
        arguments: ["test", "live"])
    func kubernetes(overlay: String) throws {
        let folder = Self.root.appending(path: "deploy/kubernetes/overlays/\(overlay)")
        let (status, rendered) = try Self.run(Self.kubectl, ["kustomize", folder.path])
        #expect(status == 0, "\(rendered)")
        #expect(rendered.contains("kind: StatefulSet") && rendered.contains("kind: ScaledObject"))
        #expect(!rendered.contains(":latest"))
        let file = FileManager.default.temporaryDirectory.appending(path: "rendered-\(UUID().uuidString).yaml")
        try Data(rendered.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let python = try #require(SandboxEnvironment.usual)
        let (verdict, words) = try Self.run(
            python.directory.appending(path: "bin/kubernetes-validate"), ["--strict", file.path])
        #expect(verdict == 0, "\(words)")
        #expect(words.components(separatedBy: " passed for resource ").count > 20, "\(words)")
        // The schemas of Kubernetes do not include the resources that operators of others define.
        let unknown = words.matches(of: #/find schema for kind (\w+)/#).map { String($0.1) }
        #expect(Set(unknown).isSubset(of: ["RabbitmqCluster", "ScaledObject", "TriggerAuthentication"]))
    }

    @Test("make secrets that nobody else may read, a certificate that its authority vouches for, and overwrite nothing")
    func initialised() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "init-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = Self.root.appending(path: "deploy/init")
        let (status, words) = try Self.run(script, [folder.path, "--broker", "mq.example"])
        #expect(status == 0, "\(words)")
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: path).path)
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(path) is open to others")
        }
        let text = try String(contentsOf: folder.appending(path: "broker/definitions.json"), encoding: .utf8)
        #expect(!text.contains("\"password\"") && !text.contains("${"))
        let url = try String(contentsOf: folder.appending(path: "secrets/transport.url"), encoding: .utf8)
        let match = try #require(url.firstMatch(of: #/amqps:\/\/transport:([0-9a-f]{48})@broker:5671\/letters/#))
        #expect(!text.contains(match.1))
        let verify = [
            "verify", "-CAfile", folder.appending(path: "pki/authority.pem").path, "-verify_hostname", "mq.example",
            folder.appending(path: "broker/broker.pem").path,
        ]
        let former = try Data(contentsOf: folder.appending(path: "broker/broker.pem"))
        #expect(try Self.run(URL(filePath: "/usr/bin/openssl"), verify).status == 0)
        let again = try Self.run(script, [folder.path])
        #expect(again.status == 1 && again.text.contains("nothing is overwritten"), "\(again.text)")
        #expect(try Data(contentsOf: folder.appending(path: "broker/broker.pem")) == former)
        #expect(try Self.run(script, [folder.path, "--renew", "--broker", "mq.example"]).status == 0)
        #expect(try Data(contentsOf: folder.appending(path: "broker/broker.pem")) != former)
        #expect(try Self.run(URL(filePath: "/usr/bin/openssl"), verify).status == 0)
        #expect(try String(contentsOf: folder.appending(path: "secrets/transport.url"), encoding: .utf8) == url)
    }

    private static func run(_ program: URL, _ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
