import Documents
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import Testing

@testable import Conversion

@Suite("Two converters on one queue")
struct DeterminismTests {
    /// A way by which a letter can go.
    struct Way: Sendable, CustomTestStringConvertible {
        var format: String
        var ods: String
        var kind = "outpatient-letter"
        var testDescription: String { format }
    }

    private static let ways = [
        Way(format: "send-document", ods: "Y00001"), Way(format: "toc", ods: "Y00010"),
        Way(format: "kettering", ods: "Y00014"), Way(format: "kettering", ods: "Y00015", kind: "clinical-letter"),
        Way(format: "itk2", ods: "Y00017"), Way(format: "ukcore", ods: "Y00018"), Way(format: "folder", ods: "Y00003"),
    ]

    @Test("make the same event and the same bytes of a letter, whichever of them takes it", arguments: ways)
    func sameBytes(way: Way) async throws {
        let table = way.kind == "clinical-letter" ? #"{"routes": [], "text": ["EMIS"]}"# : nil
        let (one, other) = (try Stand(table: table), try Stand(table: table))
        defer {
            one.remove()
            other.remove()
        }
        var files: [[String: Data]] = []
        var outcomes: [Event] = []
        for stand in [one, other] {
            // Each has a store, workers and engines of its own; the objects and the event are the same.
            let record = try await Sample.fixture(way.kind, in: stand.store)
            let outcome = try await stand.handle(stand.extracted(record, for: way.ods))
            let converted = try outcome.payload(LetterConverted.self)
            #expect(converted.format == way.format)
            outcomes.append(outcome)
            files.append([
                "message": try await stand.message(converted),
                "envelope": try await stand.store.read(converted.envelope),
            ])
        }
        #expect(outcomes[0] == outcomes[1])
        #expect(files[0] == files[1])
        #expect(files[0]["message"]?.isEmpty == false)
    }
}
