import TestSupport
import Testing

@testable import MeshServer

@Suite("Faults on request")
struct FaultTests {
    @Test("strike the next so many calls of their kind and no more")
    func next() {
        var faults = Faults([FaultRule(kind: .busy, call: .send, next: 2)], seed: 1)
        let strikes = (0..<4).map { _ in faults.strike(.send) != nil }
        #expect(strikes == [true, true, false, false])
        #expect(faults.strike(.inbox) == nil)
    }

    @Test("strike one mailbox's calls where they name it")
    func mailbox() {
        var faults = Faults([FaultRule(kind: .page, call: .send, mailbox: "A", next: 1)], seed: 1)
        #expect(faults.strike(.send) == nil)
        #expect(faults.strike(.send, on: "B") == nil)
        #expect(faults.strike(.send, on: "A") != nil)
    }

    @Test("are known by every word that the tests' side has for them")
    func words() {
        let words = FaultRule.Kind.allCases.map(\.rawValue)
        #expect(words.allSatisfy { StrictMesh.Fault.Kind(rawValue: $0) != nil })
    }

    @Test("strike about their share, the same calls for the same seed")
    func rate() {
        func strikes(seed: UInt64) -> [Bool] {
            var faults = Faults([FaultRule(kind: .lost, rate: 0.25)], seed: seed)
            return (0..<2000).map { _ in faults.strike(.send) != nil }
        }
        let count = strikes(seed: 7).count { $0 }
        #expect((400...600).contains(count))
        #expect(strikes(seed: 7) == strikes(seed: 7))
        #expect(strikes(seed: 7) != strikes(seed: 8))
    }
}
