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

/// An operator's work with `meshpost` while the services run.
@Suite("meshpost beside the services", .serialized, .enabled(if: Scenario.isPossible))
struct OperatorScenario {
    @Test(
        "tells who is ready, traces a letter, sends one elsewhere, again, or closes it; a copy is not sent unasked",
        .timeLimit(.minutes(5)))
    func byHand() async throws {
        let directory = Scenario.directory("operator")
        let stand = try await Stand(root: directory, plan: try Scenario.plan())
        let samples = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: "o")
        // The practice rejects letter 6; letter 9 goes to a practice that the practices file does not contain.
        let letters =
            samples.varied(10).filter { ["plain", "several pages"].contains($0.story) == false } + [samples.plain(20)]
        var outcome = Outcome(letters)
        for letter in letters { try letter.lay(into: stand.drop) }
        try await settle(&outcome, stand)

        let tool = OperatorTool(stand.host, settings: try settings(stand))
        let health = try await tool.run("health")
        #expect(health.status == 0, "\(health.text)")
        let store = [
            "DOCUMENTS_URL": directory.appending(path: "documents").absoluteString,
            "DOCUMENTS_KEY_FILE": directory.appending(path: "secrets/documents.key").path,
        ]
        // Services update some metrics only periodically.
        try await eventually("the doctor finds all in order", within: .seconds(30)) {
            let well = try await tool.run("doctor", settings: store)
            let subjects = [
                "broker", "topology", "parked", "store", "disks", "clock", "mailbox", "engines", "versions",
            ]
            let missing = try subjects.filter { !well.text.contains(try Regex("(?m)^ok +\($0) ")) }
            guard well.status == 0, missing.isEmpty else {
                throw NeverHappened("\(missing)", lastSeen: well.text)
            }
            return true
        }
        stand.service("conversion").child.kill()
        let unwell = try await tool.run("doctor", "--json", settings: store)
        #expect(unwell.status == 1)
        #expect(unwell.text.contains("\"subject\" : \"conversion\""), "\(unwell.text)")
        let ill = try await tool.run("health")
        #expect(ill.status == 1)
        #expect(ill.text.contains("1 of 5 services are not ready"), "\(ill.text)")
        try stand.service("conversion").child.start()
        try await stand.service("conversion").ready()

        let filed = try #require(outcome.rows.first { $0.state == "filed" }?.delivery)
        let trace = try await tool.run("letter", "trace", filed)
        for step in ["letter.extracted", "letter.converted.mesh", "letter.sent", "letter.filed"] {
            #expect(trace.text.contains(step), "\(trace.text)")
        }
        #expect(PatientDataProbe(letters).findings(in: Data(trace.text.utf8), called: "the trace").isEmpty)
        #expect(trace.text.contains(#/(?m)^trace +[0-9a-f]{32}$/#), "\(trace.text)")
        let copy = try await tool.run("letter", "resend", filed, "--reason", "the practice asks for it")
        #expect(copy.status == 1)
        #expect(copy.text.contains("has arrived already (filed): add --force"))

        let refused = try #require(outcome.rows.first { $0.state == "refused" })
        let other = Stand.practices[0]
        let rerouted = try await tool.run(
            "letter", "reroute", try #require(refused.delivery), "--to", other.description, "--reason", "merged")
        #expect(rerouted.status == 0, "\(rerouted.text)")
        try await wait(for: "rerouted", of: try #require(refused.delivery), stand)
        let letter = try #require(UUID(uuidString: refused.letter))
        try await wait(
            for: "filed", of: Identity.delivery(letter: LetterID(letter), recipient: other).description, stand)

        let rejected = try #require(outcome.rows.first { $0.state == "rejected" }?.delivery)
        let again = try await tool.run("letter", "resend", rejected, "--reason", "they registered the patient now")
        #expect(again.status == 0, "\(again.text)")
        try await eventually("the practice has answered the second one too", within: .seconds(60)) {
            let trace = try await tool.run("letter", "trace", rejected).text
            return trace.components(separatedBy: "letter.rejected").count == 3
        }
        let closed = try await tool.run("letter", "close", rejected, "--reason", "told by telephone")
        #expect(closed.status == 0, "\(closed.text)")
        try await wait(for: "closed", of: rejected, stand)
        #expect(try await tool.run("letter", "trace", rejected).text.contains("told by telephone"))

        let parked = try await tool.run("parked", "list")
        #expect(parked.text == "Nothing is parked.\n")
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    @Test(
        "an answer from another practice's mailbox settles nothing and is shown; accepted, it does; the real one counts too",
        .timeLimit(.minutes(5)))
    func stranger() async throws {
        let directory = Scenario.directory("stranger")
        let stand = try await Stand(root: directory, plan: try Scenario.plan())
        let tool = OperatorTool(stand.host, settings: try settings(stand))
        await stand.surgeries.child.stop()
        let samples = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: "s")
        try samples.plain(1).lay(into: stand.drop)
        let letter = try await eventually("the letter is sent", within: .seconds(60)) {
            try await lines(stand).first { $0.state == "sent" }
        }
        let transport = RabbitMQ(
            try BrokerSettings(url: stand.host.url(user: "transport")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let key = try String(contentsOf: directory.appending(path: "secrets/documents.key"), encoding: .utf8)
        let documents = try DocumentStore(directory.appending(path: "documents"), key: StoreKey(text: key))
        try await transport.publish(try await foreignAnswer(to: try messageID(stand), in: documents))
        await transport.shutDown()
        try await eventually("the answer is shown", within: .seconds(30)) {
            try await tool.run("letter", "trace", letter.delivery).text.contains("answer-from-elsewhere")
        }
        let trace = try await tool.run("letter", "trace", letter.delivery).text
        #expect(trace.contains("Y00099MB") && trace.contains("state      sent"), "\(trace)")
        #expect(try await lines(stand).first { $0.delivery == letter.delivery }?.needsPerson == true)

        let accepted = try await tool.run("answer", "accept", letter.delivery, "--reason", "they told us by telephone")
        #expect(accepted.status == 0, "\(accepted.text)")
        try await wait(for: "rejected", of: letter.delivery, stand)
        #expect(try await tool.run("answer", "accept", letter.delivery, "--reason", "again").status == 1)

        try stand.surgeries.child.start()
        try await wait(for: "filed", of: letter.delivery, stand)
        #expect(try await tool.run("parked", "list").text == "Nothing is parked.\n")
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    private struct Line: Decodable {
        var delivery: String
        var state: String
        var needsPerson: Bool
    }

    private func lines(_ stand: Stand) async throws -> [Line] {
        let (_, body) = try await HTTPQuestion.ask(try stand.reporting().appending(path: "api/v1/letters"))
        return try JSONDecoder().decode([Line].self, from: body)
    }

    /// Returns the MESH message id of the only message that was sent.
    private func messageID(_ stand: Stand) throws -> String {
        let log = try String(contentsOf: stand.logs.appending(path: "transport.log"), encoding: .utf8)
        return String(try #require(log.firstMatch(of: #/"message\.id":"([0-9a-f-]{36})"/#)?.1))
    }

    /// Returns the event that transport would publish for an answer from a mailbox that the letter was not sent to.
    private func foreignAnswer(to message: String, in documents: DocumentStore) async throws -> Event {
        let text = """
            <Bundle xmlns="http://hl7.org/fhir"><entry><resource><MessageHeader><response>
            <identifier value="\(message)"/><code value="fatal-error"/></response></MessageHeader></resource></entry>
            <entry><resource><OperationOutcome><issue><severity value="fatal"/><details><coding>
            <system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"/><code value="30002"/>
            </coding></details></issue></OperationOutcome></resource></entry></Bundle>
            """
        let body = try await documents.put(Data(text.utf8), mediaType: "application/fhir+xml")
        return try Event(
            .meshReceived,
            MeshReceived(
                meshMessageID: "FOREIGN1", workflow: "GPCONNECT_SEND_DOCUMENT_ACK", isReport: false, body: body,
                headers: body, from: "Y00099MB"),
            about: "FOREIGN1", cause: "FOREIGN1", from: .transport, at: Date())
    }

    private func settings(_ stand: Stand) throws -> [String: String] {
        let addresses = try stand.services.map { service in
            "\(service.name)=\(try #require(try service.address()).absoluteString)"
        }
        return [
            "REPORTING_URL": try stand.reporting().absoluteString, "HEALTH_URLS": addresses.joined(separator: ","),
        ]
    }

    private func settle(_ outcome: inout Outcome, _ stand: Stand) async throws {
        try await eventually("every letter is where it must be", within: .seconds(90)) {
            try await outcome.look(at: stand.reporting(), stand)
            return outcome.isComplete
        }
    }

    private func wait(for state: String, of delivery: String, _ stand: Stand) async throws {
        struct Line: Decodable { var state: String }
        let url = try stand.reporting().appending(path: "api/v1/letters/\(delivery)")
        try await eventually("delivery \(delivery) is \(state)", within: .seconds(60)) {
            let (_, body) = try await HTTPQuestion.ask(url)
            let line = try JSONDecoder().decode(Line.self, from: body)
            guard line.state == state else { throw NeverHappened("it is \(line.state)", lastSeen: nil) }
            return true
        }
    }
}
