import Foundation
import Letters
import TestSupport
import Testing

@testable import Messages

/// What the single pass reads, writes and refuses is what Foundation does. `MESHPOST_FUZZ_ROUNDS=N` tries more.
@Suite("The single pass over an event")
struct SinglePassTests {
    private static let kinds: [any (EventPayload & SinglePass).Type] = [
        LetterExtracted.self, LetterWithheld.self, LetterWithdrawn.self, LetterRedropped.self, LetterConverted.self,
        LetterOutcome.self, LetterRerouted.self, MeshReceived.self, MeshPolled.self, ResponsePrepared.self,
        InboundAnswered.self,
    ]

    private func written(
        _ header: EventCodec.Header, _ payload: some EventPayload & SinglePass
    ) throws -> (once: Data?, foundation: Data, chosen: Data) {
        (
            payload.body(header), try EventCodec.encodeByFoundation(header, payload),
            try EventCodec.encode(header, payload)
        )
    }

    /// Whether one pass sufficed; what it gave is then what Foundation gives.
    private func reads<Payload: EventPayload & SinglePass>(_ kind: Payload.Type, _ body: Data) -> Bool {
        let foundation = Result { () throws(EventError) in try EventCodec.payloadByFoundation(kind, of: body) }
        let chosen = Result { () throws(EventError) in try EventCodec.payload(kind, of: body) }
        #expect(chosen == foundation, "\(String(decoding: body, as: UTF8.self))")
        guard let once = Payload(data: body) else { return false }
        #expect(.success(once) == foundation, "\(String(decoding: body, as: UTF8.self))")
        return true
    }

    private func reads<Payload: EventPayload & SinglePass>(like payload: Payload, _ body: Data) -> Bool {
        reads(Payload.self, body)
    }

    private func readsHeader(_ body: Data) -> Bool {
        guard let once = EventCodec.Header(singlePass: body) else { return false }
        let foundation = Result { () throws(EventError) in try EventCodec.headerByFoundation(of: body) }
        #expect(.success(once) == foundation, "\(String(decoding: body, as: UTF8.self))")
        return true
    }

    @Test("writes what Foundation writes, byte for byte, and reads it back, whatever stands in an event")
    func random() throws {
        var random = RandomPayloads(seed: 17)
        var once = 0
        var all = 0
        for _ in 0..<Mutations.rounds(usual: 300) {
            for payload in random.all() {
                let header = random.header()
                let (body, foundation, chosen) = try written(header, payload)
                #expect(chosen == foundation)
                if let body { #expect(body == foundation) }
                #expect((body == nil) == hasOtherEscape(foundation), "only what has other escapes is unusual")
                let isRead = readsHeader(foundation)
                let isUnderstood = reads(like: payload, foundation)
                #expect(isUnderstood || !isRead)
                all += 1
                once += isRead ? 1 : 0
            }
        }
        // Few texts and numbers are odd, but every event has a score of them.
        #expect(once * 4 > all, "\(once) of \(all)")
    }

    @Test("keeps a delivery and its attempt as Foundation does, byte for byte")
    func subject() throws {
        var random = RandomPayloads(seed: 18)
        for _ in 0..<Mutations.rounds(usual: 300) {
            let subject = AttemptSubject(facts: random.facts(), attempt: random.attempt())
            let foundation = try JSONEncoder.meshPost.encode(subject)
            #expect(try subject.json() == foundation)
            let read = try AttemptSubject(json: foundation)
            #expect(try read == JSONDecoder.meshPost.decode(AttemptSubject.self, from: foundation))
        }
    }

    /// Any escape but those of the quotation mark and the reverse solidus.
    private func hasOtherEscape(_ body: Data) -> Bool {
        var rest = [UInt8](body)[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "\\")) {
            guard [UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(rest[start + 1]) else { return true }
            rest = rest[(start + 2)...]
        }
        return false
    }

    @Test("is all that an event of ours needs, of every type", arguments: Samples.events)
    func usual(sample: Samples.Sample) {
        let body = sample.event.body
        #expect(readsHeader(body))
        #expect(Self.kinds.contains { reads($0, body) })
    }

    @Test("agrees with Foundation about damaged events, those that pass and those that do not")
    func damaged() throws {
        var random = RandomPayloads(seed: 18)
        var bodies = Samples.events.map(\.event.body)
        for payload in random.all() + random.all() {
            bodies.append(try EventCodec.encode(try #require(EventCodec.Header(singlePass: bodies[0])), payload))
        }
        var mutations = Mutations(
            seed: 19, of: bodies,
            tokens: [
                "{", "}", "[", "]", ",", ":", "\"", "\\u0000", "\\ud800", "null", "1e999", "-", "true", " ", "\n",
                "\"data\":{},", ",\"data\":1", "\\\"", "\\/", "0", "00", ".5", "\u{feff}", "\"facts\":", "\"x\":[[]]",
            ])
        var passed = 0
        for round in 0..<Mutations.rounds(usual: 600) {
            let body = round % 2 == 0 ? mutations.mutant() : mutations.plausible()
            if readsHeader(body) { passed += 1 }
            for kind in Self.kinds { _ = reads(kind, body) }
        }
        #expect(passed > 0)
    }

    @Test(
        "leaves to Foundation what is not as we write it",
        arguments: [
            "{\"data\":{},\"data\":{}}", "{\"data\" :{}}", "{\"data\":{\"received\":1.0}}",
            "{\"data\":{\"at\":\"2026-11-22T16:05:00Z\",\"mailbox\":\"a\",\"received\":01}}",
            "{\"data\":{\"at\":\"2026-11-22T16:05:00Z\",\"mailbox\":\"\\u0061\",\"received\":1}}",
            "{\"data\":{\"at\":\"2026-11-22T16:05:00Z\",\"received\":1,\"mailbox\":\"a\"}}",
            "{\"data\":{\"at\":\"2026-11-22T16:05:00Z\",\"mailbox\":\"a\",\"received\":1},\"x\":1,\"data\":{}}",
            "{\"data\":{\"at\":\"2026-11-22T16:05:00Z\",\"mailbox\":\"a\",\"received\":1}} ",
            "{\"data\":{\"at\":\"2026-11-22T16:05:00Z\",\"mailbox\":\"a\",\"received\":1},}",
        ])
    func unusual(text: String) {
        let body = Data(text.utf8)
        #expect(!readsHeader(body))
        #expect(!reads(MeshPolled.self, body))
    }
}
