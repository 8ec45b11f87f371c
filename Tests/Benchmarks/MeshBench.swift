import ArgumentParser
import Foundation
import HTTP
import Mesh
import TestSupport

/// Measures sends over mutual TLS, the same in C and with NHS England's own client, and the memory of `transport` while
/// it streams a long message out and in.
struct MeshBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mesh", abstract: "Sends over mutual TLS beside PyPI mesh-client, and memory for long messages.")

    @Option(help: "Sends for each measurement.")
    var sends = 2_000

    @Option(help: "Bytes of a message.")
    var size = 100_000

    @Option(help: "Sends at a time; the other client offers one.")
    var width = 4

    @Option(help: "Megabytes of the message that streams out and in; 0 leaves it out.")
    var megabytes = 500

    @Option(help: "Writes the figures as JSON too.")
    var json: String?

    private static let hospital = SandboxSettings.Mailbox(id: "X26HOSP1", ods: "X26", password: "for-the-bench")
    private static let practice = SandboxSettings.Mailbox(id: "Y00001M", ods: "Y00001", password: "for-the-bench")
    private static let workflow = "GPCONNECT_SEND_DOCUMENT"
    private static let key = "for-the-bench"

    func run() async throws {
        print(Machine.line)
        var report = BenchReport("mesh")
        try await compare(&report)
        if megabytes > 0 {
            let stand = try await MeshStreamStand(megabytes: megabytes, Self.hospital, Self.practice, Self.workflow)
            let memory = try await stand.run()
            print("\n`transport` while \(megabytes) MB stream, and before:\n\n" + memory.table)
            report.note("resident_idle", memory.idle, "MB")
            report.note("resident_streaming_out", memory.out, "MB")
            report.note("resident_streaming_in", memory.back, "MB")
        }
        try report.write(to: json)
    }

    /// Sends the same messages with each client in turn to the same server.
    private func compare(_ report: inout BenchReport) async throws {
        guard let environment = SandboxEnvironment.usual else {
            throw ValidationError("there is no Python environment with mesh-client: see deploy/install")
        }
        let files = try TestCertificates()
        defer { try? FileManager.default.removeItem(at: files.directory) }
        var settings = SandboxSettings.hospital(
            Self.hospital, practices: [Self.practice], workflows: [Self.workflow], sharedKey: Self.key)
        settings.tls = .init(
            certificate: files.path("server.crt"), key: files.path("server.key"), clients: files.path("ca.crt"))
        var options = StrictMesh.Options()
        options.discardBodies = true
        let server = try await StrictMesh(settings, options)
        let content = Data((0..<size).map { UInt8(truncatingIfNeeded: 65 + $0 % 26) })
        let ours = try await send(content, to: server.url, files)
        let ceiling = try await CSender(
            outbox: server.url.appending(path: "messageexchange/\(Self.hospital.id)/outbox"), mailbox: Self.hospital,
            sharedKey: Self.key, files: files
        ).send(
            content, times: sends,
            headers: [
                "Mex-To: \(Self.practice.id)", "Mex-WorkflowID: \(Self.workflow)", "Mex-LocalID: bench",
                "Content-Type: application/fhir+xml", "Accept: application/vnd.mesh.v2+json",
                "User-Agent: MeshPost;1.0", "Expect:",
            ])
        let peer = SandboxPeer(
            Self.hospital, at: server.url, sharedKey: Self.key, environment: environment, tls: files)
        let theirs = try await peer.bench(content, to: Self.practice.id, workflow: Self.workflow, count: sends)
        await server.stop()

        print("\n\(sends) messages of \(size) bytes over mutual TLS to `mesh-server`\n")
        var table = Table("client", "sends/s", "CPU µs/send", "sends/CPU second")
        func add(_ name: String, _ seconds: Double, _ processor: Double) {
            table.add(
                name, (Double(sends) / seconds).text(0), (processor / Double(sends) * 1e6).text(0),
                (Double(sends) / processor).text(0))
        }
        add("MeshPost, \(width) at a time", ours.seconds, ours.processor)
        add("C on libcurl, 1 at a time", ceiling.seconds, ceiling.processor)
        add("PyPI mesh-client", theirs.seconds, theirs.cpuSeconds)
        print(table.text)
        let ratio = theirs.cpuSeconds / ours.processor
        print("\nMeshPost sends \(ratio.text(1)) times as many messages per CPU second.")
        report.note("sends_per_second", Double(sends) / ours.seconds, "1/s")
        report.note("cpu_per_send", ours.processor / Double(sends) * 1e6, "µs")
        report.note(peer: "c", "cpu_per_send", ceiling.processor / Double(sends) * 1e6, "µs")
        report.note(ratio: "mesh.sends_per_cpu_second_over_c", ceiling.processor / ours.processor)
        report.note(peer: "mesh_client", "sends_per_second", Double(sends) / theirs.seconds, "1/s")
        report.note(peer: "mesh_client", "cpu_per_send", theirs.cpuSeconds / Double(sends) * 1e6, "µs")
        report.note(ratio: "mesh.sends_per_cpu_second_over_mesh_client", ratio)
    }

    private func send(_ content: Data, to url: URL, _ files: TestCertificates) async throws -> Measurement {
        let mailbox = MeshMailbox(
            MeshSettings(
                url: url.absoluteString, mailbox: Self.hospital.id, password: Self.hospital.password,
                sharedKey: Self.key,
                tls: .init(
                    authorityFile: files.path("ca.crt"), certificateFile: files.path("client.crt"),
                    keyFile: files.path("client.key")), connections: width))
        try await mailbox.handshake()
        let (sends, width) = (sends, width)
        return try await Measurement.of {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<width {
                    group.addTask {
                        for number in stride(from: worker, to: sends, by: width) {
                            let message = MeshMessage(
                                to: Self.practice.id, workflow: Self.workflow, localID: "bench-\(number)",
                                contentType: "application/fhir+xml", body: HTTPBody(content))
                            let outcome = await mailbox.send(message)
                            guard case .accepted = outcome else {
                                throw BenchHost.Failure(description: "a message was not accepted: \(outcome)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
