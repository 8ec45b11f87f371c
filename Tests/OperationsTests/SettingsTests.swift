import Foundation
import Letters
import Testing

@testable import Operations

@Suite("A service's settings")
struct SettingsTests {
    private func temporary(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        return file.path
    }

    @Test("come from the environment, and from a JSON file with the same keys nested beneath it")
    func layers() async throws {
        let file = try temporary(
            #"{"broker":{"url":"amqp://from-file"},"mesh":{"pollSeconds":60,"mailbox":"X26HOSP1"},"environment":"test"}"#
        )
        let settings = try await Settings(environment: ["BROKER_URL": "amqp://from-environment"], file: file)
        #expect(try settings.value(of: BrokerSetting.url) == "amqp://from-environment")
        #expect(try settings.value(of: MeshSetting.mailbox) == "X26HOSP1")
        #expect(try settings.value(of: MeshSetting.poll) == 60)
        #expect(try settings.value(of: ServiceSetting.environment) == .test)
    }

    @Test("name the setting that is missing and say what to set it to")
    func missing() {
        let settings = Settings([:])
        let file = SettingError("EXTRACTION_SOURCES_FILE", "is missing: set it to a JSON list of sources")
        #expect(throws: file) { try settings.value(of: ExtractionSetting.sources) }
        let url = SettingError(
            "BROKER_URL", "is missing: set it, or BROKER_URL_FILE, to amqp://user:password@host:5672/letters")
        #expect(throws: url) { try settings.value(of: BrokerSetting.url) }
        let authority = SettingError(
            "BROKER_CA_FILE", "is missing: set it to the PEM file of the broker's authorities")
        #expect(throws: authority) { try settings.required(BrokerSetting.authority) }
    }

    @Test("name the setting whose value cannot be used, and what would do")
    func wrong() {
        let settings = Settings(["MESH_POLL_SECONDS": "often", "WAIT_STAGE": "soon", "ENVIRONMENT": "prod"])
        #expect(throws: SettingError("MESH_POLL_SECONDS", "is \"often\": it must be a whole number, 1 to 86400")) {
            try settings.value(of: MeshSetting.poll)
        }
        #expect(throws: SettingError.self) { try settings.value(of: WaitSetting.stage) }
        #expect(throws: SettingError("ENVIRONMENT", "is \"prod\": it must be one of live, test")) {
            try settings.value(of: ServiceSetting.environment)
        }
    }

    @Test("take a secret from the file that NAME_FILE names, without its last line break")
    func secretFile() throws {
        let settings = Settings(["MESH_PASSWORD_FILE": try temporary("s3cret\n")])
        #expect(try settings.value(of: MeshSetting.password) == "s3cret")
    }

    @Test("refuse a secret that is given twice, and never print it")
    func secretTwice() throws {
        let settings = Settings(["MESH_PASSWORD": "s3cret", "MESH_PASSWORD_FILE": try temporary("other")])
        let error = #expect(throws: SettingError.self) { try settings.value(of: MeshSetting.password) }
        #expect(error?.description == "MESH_PASSWORD and MESH_PASSWORD_FILE are both set: keep one")
    }

    @Test("say which directory has to be created")
    func directory() {
        let settings = Settings(["STATE_DIRECTORY": "/no/such/place"])
        #expect(throws: SettingError("STATE_DIRECTORY", "names /no/such/place, which is not a directory: create it")) {
            try settings.value(of: ServiceSetting.stateDirectory)
        }
    }

    @Test("of every executable have one name each, a sentence, and a reader")
    func declarations() {
        let all = SettingDeclaration.all
        #expect(Set(all.map(\.name)).count == all.count)
        for declaration in all {
            #expect(!declaration.users.isEmpty, "\(declaration.name)")
            #expect(declaration.meaning.hasSuffix("."), "\(declaration.name)")
            #expect(!declaration.meaning.contains("|") && !declaration.form.contains("|"), "\(declaration.name)")
        }
    }

    @Test("have defaults that can be used")
    func defaults() throws {
        let settings = Settings([:])
        #expect(try settings.value(of: MeshSetting.workflows).isEmpty)
        #expect(try settings.value(of: OperatorSetting.health).isEmpty)
        #expect("\(try settings.value(of: ServiceSetting.logLevel))" == "info")
        #expect(try settings.value(of: ServiceSetting.httpPort) == 0)
        #expect(try settings.value(of: ConversionSetting.workers) > 0)
        #expect(try settings.value(of: ConversionSetting.birthDates) == .yearFirst)
        let seconds = [
            MeshSetting.poll, MeshSetting.settle, MeshSetting.track, MeshSetting.order, MeshClientSetting.keep,
            MeshClientSetting.half, MeshClientSetting.poll,
        ]
        #expect(try seconds.map { try settings.value(of: $0) } == [300, 900, 3600, 900, 604_800, 600, 1800])
        #expect(try settings.value(of: MeshSetting.connections) == 8)
        let waits = [
            WaitSetting.collected, WaitSetting.technical, WaitSetting.business, WaitSetting.unmatched,
            WaitSetting.stage, ExtractionSetting.settle,
        ]
        #expect(
            try waits.map { try settings.value(of: $0).description }
                == ["5 d", "2 d", "5 d", "15 min", "15 min", "30 s"])
    }
}

@Suite("What --check and --help say of the settings")
struct SettingsReportTests {
    @Test("each value, whether it is the default, and of a secret only whether it is set")
    func values() {
        let settings = Settings([
            "BROKER_URL": "amqp://transport:s3cret@host/letters", "MESH_POLL_SECONDS": "600",
            "MESH_PASSWORD_FILE": "/run/secrets/mesh",
        ])
        let report = SettingsReport(settings, of: .transport)
        func words(_ name: String) -> String? {
            report.values.map { $0.split(separator: " ") }.first { $0.first == name[...] }
                .map { $0.dropFirst().joined(separator: " ") }
        }
        #expect(words("BROKER_URL") == "set")
        #expect(words("MESH_PASSWORD") == "set")
        #expect(words("MESH_SHARED_KEY") == "not set")
        #expect(words("MESH_POLL_SECONDS") == "600")
        #expect(words("MESH_TRACK_SECONDS") == "3600 (default)")
        #expect(words("FOLDER_DIRECTORY") == "no practice takes letters by folder (default)")
        #expect(words("EXTRACTION_SETTLE") == nil)
        #expect(!report.text.contains("s3cret") && !report.text.contains("/run/secrets"))
        #expect(report.warnings.isEmpty)
    }

    @Test("which variables begin like ours and are no settings, and which keys of the file")
    func typos() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)")
        let json = #"{"mesh":{"pollSecond":60,"mailbox":"X26HOSP1"},"documents":{"keyFile":"/key"}}"#
        try Data(json.utf8).write(to: file)
        let settings = try await Settings(
            environment: [
                "MESH_POL_SECONDS": "600", "EXTRACTION_SETTLE": "2 s", "HTTP_PROXY": "http://proxy", "HOME": "/",
                "MESHPOST_LONG_TESTS": "yes", "DOCUMENTS_KEY_FILE": "/key",
            ], file: file.path)
        let warnings = SettingsReport(settings, of: .conversion).warnings
        #expect(warnings.count == 2)
        #expect(warnings.first?.hasPrefix("MESH_POL_SECONDS is set, but no setting is called so") == true)
        #expect(warnings.last?.contains("mesh.pollSecond,") == true)
    }

    @Test("every setting of the executable and no other", arguments: Stage.allCases)
    func help(user: Stage) {
        let lines = SettingsTable.help(for: user).split(separator: "\n")
        for declaration in SettingDeclaration.all {
            let isThere = lines.contains { $0.hasPrefix("  \(declaration.name) ") }
            #expect(isThere == declaration.users.contains(user), "\(declaration.name)")
        }
        #expect(lines.allSatisfy { $0.count <= 140 })
    }
}
