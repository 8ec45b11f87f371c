import Foundation
import HTTP
import Logging
import Mesh
import TestSupport
import Testing

@testable import Practice

@Suite("A practice on its mailbox")
struct SurgeryTests {
    private static let settings = SandboxSettings.hospital(
        .init(id: "X26HOSP1", ods: "X26", password: "for-tests"),
        practices: [.init(id: "Y00001M", ods: "Y00001", password: "for-tests")],
        workflows: ["GPCONNECT_SEND_DOCUMENT"], sharedKey: "for-tests")

    private let directory = FileManager.default.temporaryDirectory.appending(path: "practice-\(UUID().uuidString)")

    private func mailbox(_ id: String, _ url: URL) -> MeshMailbox {
        MeshMailbox(
            MeshSettings(
                url: url.absoluteString, mailbox: id, password: "for-tests", sharedKey: "for-tests",
                retry: RetrySchedule(attempts: 3, first: 0.05, longest: 1)))
    }

    private func surgery(_ url: URL, _ behaviour: Behaviour = Behaviour()) throws -> Surgery {
        var logger = Logger(label: "practice")
        logger.logLevel = .critical
        return try Surgery(
            .init(mailbox: "Y00001M", password: "for-tests", ods: "Y00001"), behaviour: behaviour,
            workflows: ["GPCONNECT_SEND_DOCUMENT"], mesh: mailbox("Y00001M", url), directory: directory,
            logger: logger)
    }

    private func send(_ data: Data, by hospital: MeshMailbox) async throws -> String {
        let outcome = await hospital.send(
            MeshMessage(
                to: "Y00001M", workflow: "GPCONNECT_SEND_DOCUMENT", localID: UUID().uuidString,
                contentType: "application/xml", body: HTTPBody(data)))
        guard case .accepted(let id) = outcome else { throw NeverHappened("sent", lastSeen: "\(outcome)") }
        return id
    }

    /// Takes what the hospital got, as (message that it answers, code).
    private func answers(to hospital: MeshMailbox) async throws -> [(message: String, code: String)] {
        var answers: [(String, String)] = []
        for id in try await hospital.inbox().messages {
            let (message, body) = try await hospital.download(id)
            #expect(message.workflow == "GPCONNECT_SEND_DOCUMENT_ACK")
            let answer = try #require(XMLReading.read(body).flatMap(ITKMessage.init))
            let coding = answer.outer.last?.resource.first("issue", "details", "coding")
            answers.append((answer.header.value("response", "identifier") ?? "", coding?.value("code") ?? ""))
            try await hospital.acknowledge(id)
        }
        return answers
    }

    @Test("files a letter, lays what came, answers technical then business, and empties its mailbox")
    func files() async throws {
        let mesh = try await StrictMesh(Self.settings)
        try await fileOne(on: mesh.url)
        #expect(try await mesh.waiting(in: "Y00001M") == 0)
        await mesh.stop()
    }

    @Test(
        "does so on the official sandbox too",
        .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
    func sandbox() async throws {
        let sandbox = try await Sandbox(Self.settings, environment: try #require(SandboxEnvironment.usual))
        try await fileOne(on: sandbox.url)
        await sandbox.stop()
    }

    private func fileOne(on url: URL) async throws {
        let hospital = mailbox("X26HOSP1", url)
        let letter = LetterFixture()
        let id = try await send(letter.data, by: hospital)
        let surgery = try surgery(url)
        try await surgery.collect()
        let answers = try await answers(to: hospital)
        #expect(answers.map(\.code) == ["20013", "30001"])
        #expect(answers.allSatisfy { $0.message == letter.messageID.uuidString.lowercased() })
        #expect(await surgery.counts.documents == 1)
        let shelf = directory.appending(path: "Y00001M/received")
        #expect(try Data(contentsOf: shelf.appending(path: id + ".dat")) == letter.data)
        let headers = try JSONDecoder().decode(
            [String: String].self, from: Data(contentsOf: shelf.appending(path: id + ".json")))
        #expect(headers["mex-from"] == "X26HOSP1")
    }

    @Test("refuses a faulty letter, a duplicate message and a duplicate document, each with its code")
    func refuses() async throws {
        let mesh = try await StrictMesh(Self.settings)
        let hospital = mailbox("X26HOSP1", mesh.url)
        let surgery = try surgery(mesh.url)
        let letter = LetterFixture()
        var second = letter
        second.messageID = UUID()
        let faulty = LetterFixture().changed("\"final\"", to: "\"amended\"")
        for data in [letter.data, letter.data, second.data, faulty, Data("no".utf8)] {
            _ = try await send(data, by: hospital)
            try await surgery.collect()
        }
        let codes = try await answers(to: hospital).map(\.code)
        #expect(codes == ["20013", "30001", "20007", "20008", "20009", "10009"])
        #expect(await surgery.counts.documents == 1)
        #expect(await surgery.counts.messages == 5)
        await mesh.stop()
    }

    @Test("does as it is told: silent, out of order, refusing by name, only technical")
    func told() async throws {
        let mesh = try await StrictMesh(Self.settings)
        let hospital = mailbox("X26HOSP1", mesh.url)
        func rule(_ given: String, _ change: (inout Behaviour.Rule) -> Void) -> Behaviour.Rule {
            var rule = Behaviour.Rule()
            rule.given = [given]
            change(&rule)
            return rule
        }
        let surgery = try surgery(
            mesh.url,
            Behaviour(
                seed: 1,
                rules: [
                    rule("Silent") { $0.silent = true }, rule("Backwards") { $0.businessFirst = true },
                    rule("Unknown") { $0.answer = .notKnown }, rule("Short") { $0.technicalOnly = true },
                    rule("Late") { $0.lateSeconds = 3600 },
                ]))
        var codes: [String: [String]] = [:]
        for given in ["Silent", "Backwards", "Unknown", "Short", "Late"] {
            var letter = LetterFixture()
            letter.given = given
            _ = try await send(letter.data, by: hospital)
            try await surgery.collect()
            codes[given] = try await answers(to: hospital).map(\.code)
        }
        #expect(
            codes == [
                "Silent": [], "Backwards": ["30001", "20013"], "Unknown": ["20013", "30002"], "Short": ["20013"],
                "Late": [],
            ])
        #expect(await surgery.counts.documents == 4)
        #expect(await surgery.counts.owed == 2)
        await mesh.stop()
    }

    @Test("an answer whose own answer was lost is not sent a second time")
    func lostAnswer() async throws {
        let mesh = try await StrictMesh(Self.settings)
        let hospital = mailbox("X26HOSP1", mesh.url)
        _ = try await send(LetterFixture().data, by: hospital)
        try await mesh.add(.init(.lost, on: .send, next: 1))
        let surgery = try surgery(mesh.url)
        try await surgery.collect()
        #expect(try await answers(to: hospital).map(\.code) == ["20013", "30001"])
        await mesh.stop()
    }

    @Test("killed again and again in the middle of forty letters, it files and answers each once")
    func killed() async throws {
        let mesh = try await StrictMesh(Self.settings)
        let hospital = mailbox("X26HOSP1", mesh.url)
        var sent: Set<String> = []
        for _ in 0..<40 {
            let letter = LetterFixture()
            _ = try await send(letter.data, by: hospital)
            sent.insert(letter.messageID.uuidString.lowercased())
        }
        try await mesh.add(.init(.slow, on: .any, rate: 1, milliseconds: 20))
        let practice = try SandboxPractices(
            Self.settings.mailboxes.filter { $0.id == "Y00001M" }, mesh: mesh.url, sharedKey: "for-tests",
            directory: directory, log: directory.appending(path: "practice.log"), pollMilliseconds: 20)
        for received in [5, 15, 25] {
            try await eventually("some letters were taken") {
                try practice.received(by: "Y00001M").count >= received
            }
            practice.child.kill()
            try practice.child.start()
        }
        try await mesh.clearFaults()
        try await eventually("everything is answered") {
            let now = practice.counts(of: "Y00001M")
            return now?.documents == 40 && now?.owed == 0
        }
        #expect(await practice.child.stop(within: .seconds(5)) == 0)
        let log = try String(contentsOf: practice.child.log, encoding: .utf8)
        #expect(log.contains("received"))
        #expect(!log.contains("9990000018") && !log.contains("2015-03-04"), "the log holds patient data")
        let answers = try await answers(to: hospital)
        for code in ["20013", "30001"] {
            let answered = answers.filter { $0.code == code }.map(\.message)
            #expect(Set(answered) == sent)
            #expect(answered.count == 40, "an answer was sent twice")
        }
        #expect(try await mesh.waiting(in: "Y00001M") == 0)
        await mesh.stop()
    }
}
