import Foundation
import Letters
import Operations
import TestSupport
import Testing

/// Each executable's own settings, in a folder that goes with the test, without a broker.
final class ServiceFolders: Sendable {
    static let key = String(repeating: "5a", count: 32)
    static let password = "not-to-be-told"
    let root = FileManager.default.temporaryDirectory.appending(path: "service-\(UUID().uuidString)")

    init() throws {
        for name in ["documents", "state", "drop"] {
            try FileManager.default.createDirectory(at: root.appending(path: name), withIntermediateDirectories: true)
        }
        let sources =
            "[{\"name\": \"epr\", \"type\": \"drop-folder\", \"path\": \"\(root.appending(path: "drop").path)\"}]"
        try Data(sources.utf8).write(to: root.appending(path: "sources.json"))
        let practices = """
            ods,name,system,kind,format,workflow,mailbox,channel,max_bytes,assured,active_from,active_to
            Y00001,Test Practice,EMIS,,send-document,,Y00001MB,mesh,,yes,,

            """
        try Data(practices.utf8).write(to: root.appending(path: "practices.csv"))
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// What each service needs to be assembled; nobody listens at the broker's address nor at MESH's.
    func settings(of executable: String) -> [String: String] {
        [
            "ENVIRONMENT": "test", "ORGANISATION_ODS": "RXT",
            "BROKER_URL": "amqp://\(executable):\(Self.password)@127.0.0.1:1/letters",
            "STATE_DIRECTORY": root.appending(path: "state").path,
            "DOCUMENTS_URL": root.appending(path: "documents", directoryHint: .isDirectory).absoluteString,
            "DOCUMENTS_KEY": Self.key,
            "EXTRACTION_SOURCES_FILE": root.appending(path: "sources.json").path,
            "PRACTICES_FILE": root.appending(path: "practices.csv").path,
            "MESH_URL": "http://127.0.0.1:1", "MESH_MAILBOX": "X26HOSP1", "MESH_PASSWORD": "pass",
            "MESH_SHARED_KEY": "key",
        ]
    }

    /// Runs an executable to its end.
    func run(
        _ executable: String, _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> (status: Int32?, words: String) {
        let child = ChildProcess(
            executable, executable: try #require(ProductDirectory.executable(executable)), arguments: arguments,
            environment: environment, log: root.appending(path: "\(executable)-\(UUID().uuidString).log"))
        try child.start()
        try await eventually("\(executable) \(arguments) ends") { child.exitStatus != nil }
        return (child.exitStatus, try child.output())
    }
}

@Suite(
    "A service's executable", .serialized,
    .enabled(if: ProductDirectory.executable("extraction") != nil, "the services are not built"))
struct ServiceExecutableTests {
    private static let services = ["extraction", "conversion", "transport", "acknowledgement", "reporting"]
    private let folders: ServiceFolders

    init() throws { folders = try ServiceFolders() }

    @Test("says its version", arguments: services + ["meshpost"])
    func version(executable: String) async throws {
        let answer = try await folders.run(executable, ["--version"])
        #expect(answer.status == 0 && answer.words == "\(Version.text)\n", "\(answer.words)")
    }

    @Test(
        "says by --help how it is used and what can be set",
        arguments: [
            ("extraction", "EXTRACTION_SETTLE"), ("conversion", "CONVERSION_WORKERS"),
            ("transport", "MESH_TRACK_SECONDS"), ("acknowledgement", "WAIT_BUSINESS"), ("reporting", "WAIT_STAGE"),
            ("meshpost", "MANAGEMENT_URL"),
        ])
    func help(executable: String, setting: String) async throws {
        let answer = try await folders.run(executable, ["--help"])
        #expect(answer.status == 0 && answer.words.contains("USAGE: \(executable)"), "\(answer.words)")
        #expect(answer.words.contains(setting) && answer.words.contains("BROKER_URL"), "\(answer.words)")
    }

    @Test(
        "says by --check what is there and what is missing, and ends with 1 while the broker is away",
        arguments: [
            ("extraction", ["documents in segments", "source epr"]),
            ("conversion", ["documents in segments", "document engine"]),
            ("acknowledgement", ["documents in segments"]), ("reporting", ["documents in segments"]),
        ])
    func check(executable: String, there: [String]) async throws {
        let answer = try await folders.run(executable, ["--check"], folders.settings(of: executable))
        #expect(answer.status == 1, "\(answer.words)")
        for part in there { #expect(answer.words.contains("ok    \(part)\n"), "\(answer.words)") }
        #expect(answer.words.contains("WRONG broker: "), "\(answer.words)")
        #expect(!answer.words.contains(ServiceFolders.password) && !answer.words.contains(ServiceFolders.key))
    }

    @Test(
        "stops at SIGTERM with 0, and logs no error as it stops",
        arguments: ["extraction", "conversion", "acknowledgement", "reporting"])
    func stops(executable: String) async throws {
        var settings = folders.settings(of: executable)
        settings["HTTP_PORT"] = "0"
        let service = try ServiceProcess(executable, executable: executable, settings: settings, logs: folders.root)
        try service.child.start()
        try await eventually("\(executable) serves HTTP") { try service.address() != nil }
        let before = try service.child.output().utf8.count
        #expect(await service.child.stop() == 0)
        let said = String(decoding: try service.child.output().utf8.dropFirst(before), as: UTF8.self)
        #expect(said.contains("\"stopped\""), "\(said)")
        for level in ["error", "critical"] { #expect(!said.contains("\"level\":\"\(level)\""), "\(said)") }
    }

    @Test(
        "does not start on a store with another key than it was begun with, or without one: status 78",
        arguments: services)
    func wrongKey(executable: String) async throws {
        var settings = folders.settings(of: executable)
        _ = try await folders.run(executable, ["--check"], settings)
        for key in [String(repeating: "6b", count: 32), nil] {
            settings["DOCUMENTS_KEY"] = key
            let answer = try await folders.run(executable, [], settings)
            #expect(answer.status == 78, "\(answer.words)")
            let lines = answer.words.split(separator: "\n")
            #expect(lines.count == 1 && answer.words.contains("DOCUMENTS_KEY_FILE does not fit"), "\(answer.words)")
        }
    }

    @Test("does not start on a bucket without a key, or with a setting of the bucket missing: status 78")
    func bucket() async throws {
        var settings = folders.settings(of: "conversion")
        settings["DOCUMENTS_URL"] = "s3://letters/live"
        settings["DOCUMENTS_BUCKET_ENDPOINT"] = "http://127.0.0.1:1"
        settings["DOCUMENTS_BUCKET_ACCESS_KEY"] = "AKID"
        let noSecret = try await folders.run("conversion", ["--check"], settings)
        #expect(noSecret.status == 78 && noSecret.words.contains("DOCUMENTS_BUCKET_SECRET_KEY"), "\(noSecret.words)")
        settings["DOCUMENTS_BUCKET_SECRET_KEY"] = "very secret"
        let away = try await folders.run("conversion", ["--check"], settings)
        #expect(away.status == 78 && away.words.contains("DOCUMENTS_URL cannot be used"), "\(away.words)")
        #expect(!away.words.contains("very secret"))
        settings["DOCUMENTS_KEY"] = nil
        let noKey = try await folders.run("conversion", ["--check"], settings)
        #expect(noKey.status == 78 && noKey.words.contains("DOCUMENTS_KEY_FILE is missing"), "\(noKey.words)")
    }

    @Test("reporting does not start on an address that others reach, and writes no escape sequence: status 78")
    func openAddress() async throws {
        for host in ["0.0.0.0", "::", "\u{1b}[2J"] {
            let settings = folders.settings(of: "reporting").merging(["HTTP_HOST": host]) { $1 }
            let answer = try await folders.run("reporting", [], settings)
            #expect(answer.status == 78, "\(answer.words)")
            #expect(answer.words.contains("HTTP_HOST is ") && !answer.words.contains("\u{1b}"))
        }
    }

    @Test("meshpost shows what turns a terminal, and does not write it")
    func showsEscapes() async throws {
        let file = folders.root.appending(path: "\u{1b}[2J.xml")
        try Data("<Bundle xmlns=\"http://hl7.org/fhir\"/>".utf8).write(to: file)
        let answer = try await folders.run("meshpost", ["validate", file.path])
        #expect(answer.words.contains("\\u{1b}[2J.xml") && !answer.words.contains("\u{1b}"), "\(answer.words)")
    }

    @Test("does not start as another user of the broker than its own: status 78", arguments: services)
    func otherUser(executable: String) async throws {
        var settings = folders.settings(of: executable)
        settings["BROKER_URL"] = "amqp://operator:\(ServiceFolders.password)@127.0.0.1:1/letters"
        let answer = try await folders.run(executable, [], settings)
        #expect(answer.status == 78, "\(answer.words)")
        let lines = answer.words.split(separator: "\n")
        let words = "\(executable): BROKER_URL names the broker's user operator"
        #expect(lines.last?.hasPrefix(words) == true, "\(answer.words)")
        #expect(!answer.words.contains(ServiceFolders.password))
    }
}
