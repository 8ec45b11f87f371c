import Broker
import Documents
import Foundation
import Letters
import Logging
import Messages
import Operations
import Pipeline
import TestSupport
import Testing

// Over 250 lines: one scenario from its beginning to its end.

/// Letters whose documents conversion refuses until a person releases them, while the services run.
@Suite("A doubted document across the services", .serialized, .enabled(if: Scenario.isPossible))
struct ReleaseScenario {
    @Test(
        "waits for a person, is laid beside its source, and goes once as the pages that were seen, whoever dies meanwhile",
        .timeLimit(.minutes(5)))
    func released() async throws {
        let directory = Scenario.directory("release")
        var plan = try Scenario.plan()
        // A short wait for order: revisions must not wait long for a predecessor that is never sent.
        plan.settings["transport"] = ["MESH_ORDER_SECONDS": "2"]
        let stand = try await Stand(root: directory, plan: plan)
        let samples = self.samples("d")
        let letters = (0..<4).map { samples.doubtful($0) }
        for letter in letters { try letter.lay(into: stand.drop) }
        for letter in letters { try await wait(for: "refused", of: id(letter), stand) }
        let tool = OperatorTool(stand.host, settings: try settings(stand))
        let (_, page) = try await HTTPQuestion.ask(try stand.reporting().appending(path: "worklist"))
        let worklist = String(decoding: page, as: UTF8.self)
        #expect(worklist.contains("for a person to release") && worklist.contains("document-content-lost"))
        #expect(worklist.contains("meshpost document show"))

        let (source, pages) = (directory.appending(path: "source.rtf"), directory.appending(path: "pages.pdf"))
        let shown = try await tool.run(
            "document", "show", id(letters[0]), "--source", source.path, "--pages", pages.path)
        #expect(shown.status == 0, "\(shown.text)")
        #expect(try Data(contentsOf: source) == letters[0].document)
        let seenPages = try Data(contentsOf: pages)
        #expect(seenPages.starts(with: Data("%PDF".utf8)))
        #expect(try mode(of: pages) == 0o600)
        #expect(PatientDataProbe(letters).findings(in: Data(shown.text.utf8), called: "what is shown").isEmpty)
        #expect(PatientDataProbe(letters).findings(in: page, called: "the worklist").isEmpty)
        let seen = String(try #require(shown.text.firstMatch(of: #/--seen ([0-9a-f]{8})/#)?.1))
        let other = try await tool.run("document", "release", id(letters[0]), "--seen", "00000000", "--reason", "x")
        #expect(other.status == 1 && other.text.contains("not what you have seen"))

        // Two persons release the same document while conversion is down; then services crash during the work.
        let conversion = stand.service("conversion").child
        conversion.kill()
        let arguments = ["document", "release", id(letters[0]), "--seen", seen, "--reason", "nothing is missing"]
        async let one = tool.run(arguments: arguments + ["--by", "pat"])
        async let two = tool.run(arguments: arguments + ["--by", "sam"])
        let statuses = try await [one.status, two.status]
        #expect(statuses.contains(0), "\(statuses)")
        try conversion.start()
        stand.service("transport").child.kill()
        try stand.service("transport").child.start()
        conversion.kill()
        try conversion.start()
        try await wait(for: "filed", of: id(letters[0]), stand)
        #expect(stand.held.messages == 1)
        #expect(try isReceived(seenPages, at: stand))
        let late = try await tool.run("document", "release", id(letters[0]), "--reason", "once more")
        #expect(late.status == 1 && late.text.contains("no document of this letter waits for a person"))
        let trace = try await tool.run("letter", "trace", id(letters[0])).text
        #expect(trace.components(separatedBy: "letter.released").count == 2, "\(trace)")

        // Withdrawn at the source, replaced by a revision, refused: none of these letters may be sent.
        try lay(["documentId": letters[1].documentID, "revision": 1, "status": "withdrawn"], stand)
        try await taken(stand)
        #expect(try await tool.run("document", "release", id(letters[1]), "--reason", "seen").status == 0)
        try await wait(for: "cancelled", of: id(letters[1]), stand)
        try revised(samples.plain(2), of: letters[2]).lay(into: stand.drop)
        try await wait(for: "filed", of: id(letters[2], revision: 2), stand)
        #expect(try await tool.run("document", "release", id(letters[2]), "--reason", "seen").status == 0)
        try await wait(for: "superseded", of: id(letters[2]), stand)
        #expect(try await tool.run("document", "refuse", id(letters[3]), "--reason", "a line is missing").status == 0)
        try await wait(for: "closed", of: id(letters[3]), stand)
        #expect(try await tool.run("document", "release", id(letters[3]), "--reason", "seen").status == 1)
        #expect(stand.held.messages == 2)
        #expect(try stand.parked() == [])
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    @Test(
        "that was sent and is judged wrong afterwards stands on the worklist once, and is not sent again",
        .timeLimit(.minutes(5)))
    func rechecked() async throws {
        let directory = Scenario.directory("recheck")
        let stand = try await Stand(root: directory, plan: try Scenario.plan())
        let samples = self.samples("k")
        let letters = [samples.plain(0), samples.plain(1)]
        for letter in letters { try letter.lay(into: stand.drop) }
        for letter in letters { try await wait(for: "filed", of: id(letter), stand) }
        let tool = OperatorTool(stand.host, settings: try settings(stand))
        let day = String(Instant.text(Date()).prefix(10))
        let days = ["document", "recheck", "--from", "2026-01-01", "--to", day, "--by", "pat"]
        let clean = try await tool.run(arguments: days)
        #expect(clean.status == 0, "\(clean.text)")
        #expect(clean.text.contains("2 documents right, 0 shown wrong"), "\(clean.text)")

        // Imitates a letter that an earlier version sent with a line missing.
        try await publishWrong(letters[0], in: stand, directory)
        let state = directory.appending(path: "recheck.json").path
        for _ in 0..<2 {
            let found = try await tool.run(arguments: days + ["--state", state])
            #expect(found.status == 0, "\(found.text)")
            #expect(found.text.contains("1 shown wrong"), "\(found.text)")
            #expect(PatientDataProbe(letters).findings(in: Data(found.text.utf8), called: "the list").isEmpty)
        }
        let again = try await tool.run(arguments: days)
        #expect(again.text.contains("practice \(Stand.practices[0])") && again.text.contains("document-content-lost"))
        try await eventually("it is on the worklist", within: .seconds(30)) {
            let (_, body) = try await HTTPQuestion.ask(try stand.reporting().appending(path: "worklist"))
            return String(decoding: body, as: UTF8.self).contains("its pages are judged wrong")
        }
        let trace = try await tool.run("letter", "trace", id(letters[0])).text
        #expect(trace.components(separatedBy: "pages.doubted").count == 2, "\(trace)")
        #expect(trace.contains("state      filed"))
        let (source, pages) = (directory.appending(path: "source.pdf"), directory.appending(path: "pages.pdf"))
        let shown = try await tool.run(
            "document", "show", id(letters[0]), "--source", source.path, "--pages", pages.path)
        #expect(shown.status == 0 && !shown.text.contains("document release"), "\(shown.text)")
        #expect(try Data(contentsOf: source) == letters[0].document)
        let closed = try await tool.run("letter", "close", id(letters[0]), "--reason", "the practice was told")
        #expect(closed.status == 0)
        try await eventually("it has left the worklist", within: .seconds(30)) {
            let (_, body) = try await HTTPQuestion.ask(try stand.reporting().appending(path: "worklist"))
            return !String(decoding: body, as: UTF8.self).contains("its pages are judged wrong")
        }
        #expect(stand.held.messages == 2)
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    // MARK: Helpers

    private func samples(_ run: String) -> SampleLetters {
        SampleLetters(
            practices: [Stand.practices[0]], folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: run)
    }

    private func id(_ letter: SampleLetter, revision: Int = 1) -> String {
        let chain = Identity.chain(source: "epr", documentID: letter.documentID)
        let id = Identity.letter(chain: chain, revision: revision)
        return Identity.delivery(letter: id, recipient: Stand.practices[0]).description
    }

    private func settings(_ stand: Stand) throws -> [String: String] {
        [
            "REPORTING_URL": try stand.reporting().absoluteString,
            "DOCUMENTS_URL": stand.root.appending(path: "documents").absoluteString,
            "DOCUMENTS_KEY_FILE": stand.root.appending(path: "secrets/documents.key").path,
        ]
    }

    private func mode(of file: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    }

    /// True if a practice received a message with these pages.
    private func isReceived(_ pages: Data, at stand: Stand) throws -> Bool {
        let folder = stand.root.appending(path: "practices")
        let text = pages.base64EncodedData()
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".dat") }
            .contains { try Data(contentsOf: folder.appending(path: $0)).range(of: text) != nil }
    }

    private func lay(_ object: [String: Any], _ stand: Stand) throws {
        let draft = stand.drop.appending(path: ".word.json.part")
        try JSONSerialization.data(withJSONObject: object).write(to: draft)
        guard rename(draft.path, stand.drop.appending(path: "word.json").path) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    private func taken(_ stand: Stand) async throws {
        try await eventually("the source's word is taken", within: .seconds(30)) {
            try FileManager.default.contentsOfDirectory(atPath: stand.drop.path).allSatisfy {
                $0 == "taken" || $0 == "rejected"
            }
        }
    }

    /// Returns the next revision of `former` with the document of `letter`.
    private func revised(_ letter: SampleLetter, of former: SampleLetter) throws -> SampleLetter {
        var letter = letter
        var object = try #require(try JSONSerialization.jsonObject(with: letter.json) as? [String: Any])
        object["documentId"] = former.documentID
        object["revision"] = 2
        letter.json = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
        letter.documentID = former.documentID
        return letter
    }

    /// Publishes an event of conversion, which says that this letter was sent with a page on which a line is missing.
    private func publishWrong(_ letter: SampleLetter, in stand: Stand, _ directory: URL) async throws {
        let key = try String(contentsOf: directory.appending(path: "secrets/documents.key"), encoding: .utf8)
        let store = try DocumentStore(directory.appending(path: "documents"), key: StoreKey(text: key))
        let address = try stand.reporting().appending(path: "api/v1/documents")
            .appending(queryItems: [
                URLQueryItem(name: "from", value: "2026-01-01T00:00:00Z"),
                URLQueryItem(name: "to", value: Instant.text(Date().addingTimeInterval(3600))),
            ])
        struct Part: Decodable {
            struct Line: Decodable {
                var facts: DeliveryFacts
                var attempt: Attempt
                var documents: [SentDocument]
            }
            var lines: [Line]
        }
        let (_, body) = try await HTTPQuestion.ask(address)
        let part = try JSONDecoder.meshPost.decode(Part.self, from: body)
        let line = try #require(part.lines.first { $0.facts.delivery.description == id(letter) })
        var document = try #require(line.documents.first)
        let wrong = SamplePDF.document(pages: [["Page 1 of 1", "and nothing else"]])
        document.sent = try await store.put(wrong, mediaType: "application/pdf")
        document.alterations = ["repaired"]
        let converted = LetterConverted(
            facts: line.facts, attempt: line.attempt, channel: .mesh, format: "send-document",
            workflow: "GPCONNECT_SEND_DOCUMENT", mailbox: "X", message: document.sent, envelope: document.sent,
            expects: Answer.allCases, documents: [document])
        let event = try Event(
            .letterConvertedForMesh, converted, about: line.facts.delivery.description, cause: "a former version",
            from: .conversion, at: Date())
        let conversion = RabbitMQ(
            try BrokerSettings(url: stand.host.url(user: "conversion")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await conversion.publish(event)
        await conversion.shutDown()
        try await eventually("reporting has heard it", within: .seconds(30)) {
            let (_, body) = try await HTTPQuestion.ask(address)
            return try JSONDecoder.meshPost.decode(Part.self, from: body).lines.count > part.lines.count
        }
    }

    private func wait(for state: String, of delivery: String, _ stand: Stand) async throws {
        struct Line: Decodable { var state: String }
        let url = try stand.reporting().appending(path: "api/v1/letters/\(delivery)")
        try await eventually("delivery \(delivery) is \(state)", within: .seconds(90)) {
            let (status, body) = try await HTTPQuestion.ask(url)
            guard status == 200 else { throw NeverHappened("it is unknown", lastSeen: nil) }
            let line = try JSONDecoder().decode(Line.self, from: body)
            guard line.state == state else { throw NeverHappened("it is \(line.state)", lastSeen: nil) }
            return true
        }
    }
}
