import Foundation
import Letters
import Operations
import Testing

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
        #expect(try settings.string("BROKER_URL") == "amqp://from-environment")
        #expect(try settings.string("MESH_MAILBOX") == "X26HOSP1")
        #expect(try settings.integer("MESH_POLL_SECONDS", default: 300) == 60)
        let environment: TrustEnvironment = try settings.choice("ENVIRONMENT")
        #expect(environment == .test)
    }

    @Test("name the setting that is missing and say what to set it to")
    func missing() {
        let error = #expect(throws: SettingError.self) {
            try Settings([:]).required("BROKER_URL", "amqp://user:password@host:5672/letters")
        }
        #expect(error?.description == "BROKER_URL is missing: set it to amqp://user:password@host:5672/letters")
    }

    @Test("name the setting whose value cannot be used, and what would do")
    func wrong() {
        let settings = Settings(["MESH_POLL_SECONDS": "often", "WAIT_STAGE": "soon", "ENVIRONMENT": "prod"])
        #expect(throws: SettingError("MESH_POLL_SECONDS", "is \"often\": it must be a whole number, 0 or more")) {
            try settings.integer("MESH_POLL_SECONDS", default: 300)
        }
        #expect(throws: SettingError.self) { try settings.waiting("WAIT_STAGE", default: "15 min") }
        #expect(throws: SettingError("ENVIRONMENT", "is \"prod\": it must be one of live, test")) {
            try settings.choice("ENVIRONMENT", as: TrustEnvironment.self)
        }
    }

    @Test("take a secret from the file that NAME_FILE names, without its last line break")
    func secretFile() throws {
        let settings = Settings(["MESH_PASSWORD_FILE": try temporary("s3cret\n")])
        #expect(try settings.secret("MESH_PASSWORD") == "s3cret")
    }

    @Test("refuse a secret that is given twice, and never print it")
    func secretTwice() throws {
        let settings = Settings(["MESH_PASSWORD": "s3cret", "MESH_PASSWORD_FILE": try temporary("other")])
        let error = #expect(throws: SettingError.self) { try settings.secret("MESH_PASSWORD") }
        #expect(error?.description == "MESH_PASSWORD and MESH_PASSWORD_FILE are both set: keep one")
    }

    @Test("say which directory has to be created")
    func directory() {
        let settings = Settings(["STATE_DIRECTORY": "/no/such/place"])
        #expect(throws: SettingError("STATE_DIRECTORY", "names /no/such/place, which is not a directory: create it")) {
            try settings.directory("STATE_DIRECTORY", "a folder on a local disk")
        }
    }
}
