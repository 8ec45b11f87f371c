import Foundation
import TestSupport
import Testing

@Suite(
    "What a service keeps for its own user", .serialized,
    .enabled(if: ProductDirectory.executable("extraction") != nil, "the services are not built"))
struct OwnUserTests {
    private static let services = ["extraction", "conversion", "transport", "acknowledgement", "reporting"]
    private let folders: ServiceFolders

    init() throws { folders = try ServiceFolders() }

    private func path(_ name: String) -> String { folders.root.appending(path: name).path }

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    /// All that lies under a folder.
    private func everything(under name: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path(name)).map { "\(path(name))/\($0)" }
    }

    @Test("are all files and folders that it makes, and those that a former version left open", arguments: services)
    func modes(executable: String) async throws {
        let settings = folders.settings(of: executable)
        _ = try await folders.run(executable, ["--check"], settings)
        func wide() throws -> [String] {
            try (everything(under: "state") + everything(under: "documents")).filter { mode($0) & 0o077 != 0 }
        }
        #expect(try everything(under: "documents").count >= 2)
        #expect(try (executable == "conversion") == everything(under: "state").isEmpty)
        #expect(try wide().isEmpty)
        for file in try everything(under: "state") { chmod(file, 0o644) }
        chmod(path("documents/tmp"), 0o755)
        _ = try await folders.run(executable, ["--check"], settings)
        #expect(try wide().isEmpty)
    }

    @Test("says by --check what others may read, each path with its mode and what to do", arguments: services)
    func wider(executable: String) async throws {
        var settings = folders.settings(of: executable)
        settings["DOCUMENTS_KEY"] = nil
        settings["DOCUMENTS_KEY_FILE"] = path("documents.key")
        try Data(ServiceFolders.key.utf8).write(to: URL(filePath: path("documents.key")))
        for (name, mode) in [("state", mode_t(0o750)), ("documents", 0o755), ("documents.key", 0o644)] {
            chmod(path(name), mode)
        }
        let answer = try await folders.run(executable, ["--check"], settings)
        func line(_ name: String, _ mode: String, _ wanted: String) -> Bool {
            let words = "is open to others (mode \(mode)): chmod \(wanted)"
            return answer.words.contains("WARNING \(path(name)) \(words) \(path(name))\n")
        }
        #expect(line("documents", "0755", "0700") && line("documents.key", "0644", "0600"), "\(answer.words)")
        #expect(line("state", "0750", "0700") == (executable != "conversion"), "\(answer.words)")
        for name in ["state", "documents"] { chmod(path(name), 0o700) }
        chmod(path("documents.key"), 0o600)
        let again = try await folders.run(executable, ["--check"], settings)
        #expect(!again.words.contains("open to others"), "\(again.words)")
    }

    @Test(
        "is also what it was told: no secret in its arguments or its children's, none in their environment, no core file allowed",
        arguments: services)
    func secrets(executable: String) async throws {
        let secrets = [ServiceFolders.password, ServiceFolders.key, "mesh-secret-password", "mesh-secret-key"]
        var settings = folders.settings(of: executable)
        (settings["MESH_PASSWORD"], settings["MESH_SHARED_KEY"]) = (secrets[2], secrets[3])
        let service = try ServiceProcess(executable, executable: executable, settings: settings, logs: folders.root)
        try service.child.start()
        defer { service.child.kill() }
        try await eventually("\(executable) serves") { try service.address() != nil }
        let number = try #require(service.child.identifier)
        let limits = try String(contentsOfFile: "/proc/\(number)/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
        #expect(core.split(whereSeparator: \.isWhitespace).suffix(3).prefix(2) == ["0", "0"], "\(core)")
        // What it makes without a word about modes is for its user too.
        #expect(try text("/proc/\(number)/status").contains("Umask:\t0077\n"))
        // Not dumpable: what others of its user would see of it is root's (proc(5)).
        #expect(try owner("/proc/\(number)/environ") == 0)
        #expect(try text("/proc/\(number)/cmdline") == service.child.commandLine)
        for child in children(of: number) {
            let shown = try text("/proc/\(child)/cmdline") + text("/proc/\(child)/environ")
            for secret in secrets { #expect(!shown.contains(secret), "\(executable) tells a child of its secrets") }
        }
        _ = await service.child.stop()
        let log = try service.child.output()
        for secret in secrets { #expect(!log.contains(secret), "\(executable) logs a secret") }
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    private func owner(_ path: String) throws -> UInt32 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw CocoaError(.fileReadNoSuchFile) }
        return status.st_uid
    }

    private func children(of number: Int32) -> [Int32] {
        // Not every kernel tells.
        let numbers = (try? text("/proc/\(number)/task/\(number)/children")) ?? ""
        return numbers.split(separator: " ").compactMap { Int32($0) }
    }
}
