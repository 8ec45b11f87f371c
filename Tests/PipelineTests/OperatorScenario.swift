import Foundation
import Letters
import Messages
import Operations
import TestSupport
import Testing

/// What a person does by hand, beside the services at work.
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
        // Letter 6 is rejected by the practice, letter 9 goes to one that the practices file does not know.
        let letters =
            samples.varied(10).filter { ["plain", "several pages"].contains($0.story) == false } + [samples.plain(20)]
        var outcome = Outcome(letters)
        for letter in letters { try letter.lay(into: stand.drop) }
        try await settle(&outcome, stand)

        let tool = OperatorTool(stand.host, settings: try settings(stand))
        let health = try await tool.run("health")
        #expect(health.status == 0, "\(health.text)")
        stand.service("conversion").child.kill()
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
