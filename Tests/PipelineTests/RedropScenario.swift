import Foundation
import Letters
import Messages
import Operations
import TestSupport
import Testing

/// Letters that fail downstream, are corrected at the source and dropped again with the same id and revision.
@Suite("A letter that is dropped again", .serialized, .enabled(if: Scenario.isPossible))
struct RedropScenario {
    private struct Line: Decodable, Equatable {
        var letter: String
        var recipient: String
        var state: String
    }

    @Test(
        "goes as it was mended when it had failed, never when it had not, whoever dies meanwhile",
        .timeLimit(.minutes(5)))
    func mended() async throws {
        let directory = Scenario.directory("redrop")
        let stand = try await Stand(root: directory, plan: try Scenario.plan())
        let practice = Stand.practices[0]
        let samples = SampleLetters(
            practices: [practice], folderPractice: Stand.folderPractice, unknownPractice: Stand.unknownPractice,
            run: "r")
        let (filed, broken, rejected, astray) = (samples.plain(0), samples.plain(1), samples.plain(2), samples.plain(3))
        func rejectable(_ object: inout [String: Any]) { rename(&object, to: SampleLetters.rejectedGivenName) }
        func misaddressed(_ object: inout [String: Any]) {
            object["recipients"] = [["ods": Stand.unknownPractice.description, "role": "registered-practice"]]
        }
        try filed.lay(into: stand.drop)
        try changed(broken, document: Data("%PDF-1.7\nnothing of a PDF\n%%EOF\n".utf8)).lay(into: stand.drop)
        try changed(rejected, rejectable).lay(into: stand.drop)
        try changed(astray, misaddressed).lay(into: stand.drop)
        let wrong = Stand.unknownPractice
        try await wait(
            stand,
            for: [
                (filed, practice, "filed"), (broken, practice, "refused"), (rejected, practice, "rejected"),
                (astray, wrong, "refused"),
            ])

        // The corrected letters; the filed one is changed although its revision stays the same.
        try changed(filed) { $0["title"] = "Another title" }.lay(into: stand.drop)
        for letter in [broken, rejected, astray] { try letter.lay(into: stand.drop) }
        for name in ["extraction", "reporting", "conversion", "transport"] {
            stand.service(name).child.kill()
            try stand.service(name).child.start()
        }
        let end = [
            (filed, practice, "filed"), (broken, practice, "filed"), (rejected, practice, "filed"),
            (astray, wrong, "refused"), (astray, practice, "filed"),
        ]
        try await wait(stand, for: end)
        #expect(stand.held == Held(messages: 5, documents: 4))
        #expect(try await withheld(stand) == ["changed-without-revision"])

        // The same letters again after all were sent: none is sent again.
        for letter in [filed, broken, rejected, astray] { try letter.lay(into: stand.drop) }
        try await eventually("they were looked at", within: .seconds(30)) {
            try FileManager.default.contentsOfDirectory(atPath: stand.drop.path).allSatisfy {
                $0 == "taken" || $0 == "rejected"
            }
        }
        // The letter without the change was dropped again, which settles the entry.
        try await eventually("nothing is on the worklist any more", within: .seconds(60)) {
            try await withheld(stand).isEmpty
        }
        let last = samples.plain(4)
        try last.lay(into: stand.drop)
        try await wait(stand, for: end + [(last, practice, "filed")])
        #expect(stand.held == Held(messages: 6, documents: 5))
        #expect(try stand.parked() == [])
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    private func rename(_ object: inout [String: Any], to given: String) {
        guard var patient = object["patient"] as? [String: Any] else { return }
        patient["given"] = [given]
        object["patient"] = patient
    }

    private func changed(
        _ letter: SampleLetter, document: Data? = nil, _ change: (inout [String: Any]) -> Void = { _ in }
    ) throws -> SampleLetter {
        var letter = letter
        var object = try #require(try JSONSerialization.jsonObject(with: letter.json) as? [String: Any])
        change(&object)
        letter.json = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
        if let document { letter.document = document }
        return letter
    }

    private func withheld(_ stand: Stand) async throws -> [String] {
        struct Entry: Decodable {
            struct Reason: Decodable { var code: String }
            var reasons: [Reason]
        }
        let url = try stand.reporting().appending(path: "api/v1/withheld")
        return try JSONDecoder().decode([Entry].self, from: try await HTTPQuestion.ask(url).body)
            .flatMap { $0.reasons.map(\.code) }
    }

    private func wait(_ stand: Stand, for ends: [(SampleLetter, ODSCode, String)]) async throws {
        let wanted = ends.map { sample, recipient, state in
            let chain = Identity.chain(source: "epr", documentID: sample.documentID)
            return Line(
                letter: Identity.letter(chain: chain, revision: 1).description, recipient: recipient.description,
                state: state)
        }
        try await eventually("every letter is where it must be", within: .seconds(90)) {
            let url = try stand.reporting().appending(path: "api/v1/letters")
            let lines = try JSONDecoder().decode([Line].self, from: try await HTTPQuestion.ask(url).body)
            guard lines.count == wanted.count, wanted.allSatisfy(lines.contains) else {
                throw NeverHappened("\(wanted.map(\.state))", lastSeen: "\(lines.map(\.state))")
            }
            return true
        }
    }
}
