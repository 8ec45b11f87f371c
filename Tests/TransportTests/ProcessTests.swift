import Broker
import Documents
import Foundation
import HTTP
import Letters
import Logging
import Mesh
import Messages
import Operations
import Pipeline
import Synchronization
import TestSupport
import Testing

@testable import Transport

// Over 250 lines: the suite runs in one lane of the tests, which refers to it by name.

/// The folders and settings of one `transport` process.
struct ProcessFolders {
    let root = FileManager.default.temporaryDirectory.appending(path: "transport-run-\(UUID().uuidString)")
    static let key = String(repeating: "5a", count: 32)

    init() throws {
        for name in ["documents", "state", "folder", "logs"] {
            try FileManager.default.createDirectory(at: root.appending(path: name), withIntermediateDirectories: true)
        }
    }

    var logs: URL { root.appending(path: "logs") }
    var documents: URL { root.appending(path: "documents", directoryHint: .isDirectory) }

    /// The settings, except for the addresses of the broker and MESH.
    var settings: [String: String] {
        [
            "ENVIRONMENT": "test", "MESH_MAILBOX": "X26HOSP1", "MESH_PASSWORD": "pass", "MESH_SHARED_KEY": "key",
            "MESH_WORKFLOWS": "GPCONNECT_SEND_DOCUMENT", "MESH_POLL_SECONDS": "1", "MESH_SETTLE_SECONDS": "3",
            "TRANSPORT_LEASE_BEAT": LongPart.lease.isAsked ? "4 s" : "1 s",
            "DOCUMENTS_URL": documents.absoluteString, "DOCUMENTS_KEY": Self.key,
            "STATE_DIRECTORY": root.appending(path: "state").path,
            "FOLDER_DIRECTORY": root.appending(path: "folder").path, "HTTP_PORT": "0",
        ]
    }

    func remove() { try? FileManager.default.removeItem(at: root) }
}

/// The executable `transport` with a real broker and a MESH server that enforces live MESH's rules.
final class ProcessStand: Sendable {
    let folders: ProcessFolders
    let host: VirtualHost
    let mesh: StrictMesh
    let documents: DocumentStore
    let practice: MeshMailbox
    private let conversion: RabbitMQ
    private let reporting: RabbitMQ
    private let heard = Mutex<[EventID: Event]>([:])
    private let listening: Task<Void, Never>

    init(faults: [StrictMesh.Fault] = []) async throws {
        folders = try ProcessFolders()
        host = try await VirtualHost()
        var options = StrictMesh.Options()
        options.faultRules = faults
        mesh = try await StrictMesh(
            .hospital(
                .init(id: "X26HOSP1", ods: "X26", password: "pass"),
                practices: [.init(id: "Y00001M", ods: "Y00001", password: "pass")],
                workflows: ["GPCONNECT_SEND_DOCUMENT"], sharedKey: "key"), options)
        documents = try DocumentStore(folders.documents, key: StoreKey(text: ProcessFolders.key))
        practice = MeshMailbox(
            MeshSettings(url: mesh.url.absoluteString, mailbox: "Y00001M", password: "pass", sharedKey: "key"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        conversion = RabbitMQ(try BrokerSettings(url: host.url(user: "conversion")), logger: logger)
        reporting = RabbitMQ(try BrokerSettings(url: host.url(user: "reporting")), logger: logger)
        let deliveries = reporting.deliveries(from: Stage.reporting.queue, prefetch: 50)
        let (stream, continuation) = AsyncStream<Event>.makeStream()
        listening = Task {
            for await delivery in deliveries {
                if let event = try? Event(body: delivery.body) { continuation.yield(event) }
                delivery.acknowledge()
            }
        }
        Task { [weak self] in
            for await event in stream { self?.heard.withLock { $0[event.id] = event } }
        }
    }

    func events(_ type: EventType) -> [Event] { heard.withLock { $0.values.filter { $0.type == type } } }

    func service(_ name: String, with others: [String: String] = [:]) throws -> ServiceProcess {
        var settings = folders.settings.merging(others) { $1 }
        settings["BROKER_URL"] = host.url(user: "transport")
        settings["MESH_URL"] = mesh.url.absoluteString
        return try ServiceProcess(name, executable: "transport", settings: settings, logs: folders.logs)
    }

    func publish(_ letter: SampleLetter) async throws { try await conversion.publish(letter.converted) }

    /// Returns our message ids of all messages in the practice's mailbox.
    func atPractice() async throws -> [String] {
        var ids: [String] = []
        var link: String?
        repeat {
            let page = try await practice.inbox(following: link)
            for id in page.messages { ids.append(try await practice.headers(of: id).fields[.localID] ?? "") }
            link = page.next
        } while link != nil
        return ids
    }

    func close() async {
        listening.cancel()
        await conversion.shutDown()
        await reporting.shutDown()
        await mesh.stop()
        await host.stop()
        folders.remove()
    }
}

@Suite(
    "Transport as an operator runs it", .serialized,
    .enabled(if: RabbitMQNode.isInstalled && ProductDirectory.executable("transport") != nil, "no RabbitMQ"))
struct ProcessTests {
    @Test("says by --check that all is in order, or in a sentence what is wrong with the way to MESH")
    func check() async throws {
        let stand = try await ProcessStand()
        let executable = try #require(ProductDirectory.executable("transport"))
        var settings = stand.folders.settings
        settings["BROKER_URL"] = stand.host.url(user: "transport")
        func check(_ name: String, _ changes: [String: String]) async throws -> (status: Int32?, words: String) {
            let child = ChildProcess(
                name, executable: executable, arguments: ["--check"], environment: settings.merging(changes) { $1 },
                log: stand.folders.logs.appending(path: "\(name).log"))
            try child.start()
            try await eventually("\(name) ends") { child.exitStatus != nil }
            return (child.exitStatus, try child.output())
        }
        let url = stand.mesh.url.absoluteString
        let good = try await check("good", ["MESH_URL": url, "MESH_POL_SECONDS": "5"])
        #expect(good.status == 0, "\(good.words)")
        #expect(good.words.contains("MESH_URL") && good.words.contains(url), "\(good.words)")
        #expect(good.words.contains("3600 (default)"), "\(good.words)")
        #expect(good.words.contains("WARNING MESH_POL_SECONDS is set"), "\(good.words)")
        let secrets = [settings["MESH_PASSWORD"], settings["MESH_SHARED_KEY"], settings["BROKER_URL"]].compactMap(
            \.self)
        #expect(secrets.count == 3 && !secrets.contains { good.words.contains($0) }, "\(good.words)")
        let password = try await check("password", ["MESH_URL": url, "MESH_PASSWORD": "wrong"])
        #expect(password.status == 1 && password.words.contains("credentials: MESH refuses us"), "\(password.words)")
        #expect(!password.words.contains("wrong"))
        let away = try await check("away", ["MESH_URL": "http://127.0.0.1:\(try FreePorts.take(1)[0])"])
        #expect(away.status == 1 && away.words.contains("unreachable: MESH does not answer"), "\(away.words)")
        await stand.close()
    }

    @Test("loses and doubles no letter when it is killed and answers are lost, and a standby takes over")
    func storm() async throws {
        let stand = try await ProcessStand(faults: [
            StrictMesh.Fault(.lost, on: .send, rate: 0.1), StrictMesh.Fault(.busy, on: .send, rate: 0.05),
            StrictMesh.Fault(.cut, on: .send, rate: 0.05),
            StrictMesh.Fault(.slow, on: .send, rate: 0.2, milliseconds: 50),
        ])
        let first = try stand.service("transport-1")
        let second = try stand.service("transport-2")
        try first.child.start()
        try await first.ready()
        try second.child.start()
        var letters: [SampleLetter] = []
        for number in 1...60 {
            let letter = try await SampleLetter(number, in: stand.documents)
            letters.append(letter)
            try await stand.publish(letter)
        }
        try await eventually("some letters have left") { try await stand.mesh.accepted() >= 10 }
        first.child.kill()
        try await second.ready()
        let before = try await stand.mesh.accepted()
        try await eventually("the standby sends") { try await stand.mesh.accepted() > before }
        try first.child.start()
        second.child.kill()
        try await eventually("every letter is told of", within: .seconds(120)) {
            stand.events(.letterSent).count == 60
        }
        let expected = Set(letters.map(\.message.description))
        let there = try await stand.atPractice()
        #expect(there.count == 60 && Set(there) == expected)
        try await seeHealth(of: first)
        try await stand.mesh.clearFaults()
        first.child.signal(SIGTERM)
        try await eventually("transport ends", within: .seconds(15)) { !first.child.isRunning }
        #expect(first.child.exitStatus == 0)
        let logs = stand.folders.logs
        for name in try FileManager.default.contentsOfDirectory(atPath: logs.path) {
            let text = try String(contentsOf: logs.appending(path: name), encoding: .utf8)
            #expect(!text.contains("TESTPATIENT"), "\(name) names a patient")
        }
        await stand.close()
    }

    /// Checks that the service's metrics include everything that operators watch.
    private func seeHealth(of service: ServiceProcess) async throws {
        let address = try #require(try service.address())
        let wanted = [
            "transport_sends_total", "transport_sends_open", "transport_mesh_open",
            "transport_mesh_handshake_age_seconds",
            "transport_mesh_poll_age_seconds", "transport_mesh_clock_skew_seconds", "transport_mesh_foreign_messages",
            "transport_unanswered_letters", "transport_oldest_unanswered_seconds", "transport_mesh_sent_bytes_total",
            "transport_mesh_send_seconds",
        ]
        try await eventually("the metrics tell of all that is watched", within: .seconds(30)) {
            let (_, body) = try await HTTPQuestion.ask(address.appending(path: "metrics"))
            let text = String(decoding: body, as: UTF8.self)
            let missing = wanted.filter { !text.contains($0) }
            guard missing.isEmpty else { throw NeverHappened("all metrics", lastSeen: "without \(missing)") }
            return true
        }
        let (status, page) = try await HTTPQuestion.ask(address.appending(path: "mesh"))
        #expect(status == 200)
        #expect(String(decoding: page, as: UTF8.self).contains("The way to MESH is open, over its API."))
    }
}

@Suite(
    "Transport without what it needs", .serialized,
    .enabled(if: ProductDirectory.executable("transport") != nil, "transport is not built"))
struct MissingTests {
    private let folders: ProcessFolders

    init() throws { folders = try ProcessFolders() }

    private func service(_ name: String, _ changes: [String: String] = [:]) throws -> ServiceProcess {
        var settings = folders.settings
        settings["BROKER_URL"] = "amqp://transport:secret@127.0.0.1:1/letters"
        settings["MESH_URL"] = "http://127.0.0.1:1"
        return try ServiceProcess(
            name, executable: "transport", settings: settings.merging(changes) { $1 }, logs: folders.logs)
    }

    @Test("stays up while MESH and the broker are away, says so, and ends at once when told to")
    func away() async throws {
        let away = try service("away")
        try away.child.start()
        try await eventually("it says that MESH is away") {
            guard let address = try away.address() else { return false }
            let (status, body) = try await HTTPQuestion.ask(address.appending(path: "readyz"))
            return status == 503 && String(decoding: body, as: UTF8.self).contains("unreachable")
        }
        let status = await away.child.stop()
        #expect(status == 0)
        folders.remove()
    }

    @Test(
        "names the setting that is wrong in one line and exits with 78",
        arguments: [
            (["MESH_URL": "https://mesh-sync.spineservices.nhs.uk"], "MESH_URL"),
            (["MESH_PASSWORD": ""], "MESH_PASSWORD"),
            (["MESH_CERTIFICATE_FILE": "/nowhere.pem"], "MESH_CERTIFICATE_FILE"),
            (["ENVIRONMENT": "prod"], "ENVIRONMENT"),
            (["STATE_DIRECTORY": "/nowhere"], "STATE_DIRECTORY"),
            (["MESH_SETTLE_SECONDS": "soon"], "MESH_SETTLE_SECONDS"),
            (["MESH_CLIENT_DIRECTORY": NSTemporaryDirectory()], "MESH_CLIENT_DIRECTORY is set, and so is MESH_URL"),
        ])
    func wrongSetting(changes: [String: String], name: String) async throws {
        let wrong = try service("wrong", changes)
        try wrong.child.start()
        try await eventually("it ends") { !wrong.child.isRunning }
        #expect(wrong.child.exitStatus == 78)
        let lines = try String(contentsOf: wrong.child.log, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 1 && lines.first?.contains(name) == true, "\(lines)")
        folders.remove()
    }
}
