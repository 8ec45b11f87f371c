import Foundation
import Letters
import Messages
import TestSupport
import Testing

/// `MESHPOST_FUZZ_ROUNDS=N` tries more.
@Suite("Damaged events")
struct EventMutationTests {
    @Test("are read or refused by name, and what is read can be read again")
    func mutants() throws {
        let good = Samples.events.map(\.event.body)
        var mutations = Mutations(
            seed: 55, of: good,
            tokens: ["{", "}", "[", "]", ",", ":", "\"", "\\u0000", "\\ud800", "null", "1e999", "-", "true"])
        for round in 0..<Mutations.rounds(usual: 1000) {
            let data = mutations.mutant()
            guard let event = try? Event(body: data) else { continue }
            #expect(try Event(body: event.body).id == event.id, "round \(round)")
            _ = try? event.payload(LetterOutcome.self)
            _ = try? event.payload(MeshReceived.self)
        }
    }
}
