import Foundation
import Letters
import Messages
import Testing

@testable import Transport

@Suite("A send, told what happened")
struct SendTests {
    static let settling = Send.Settling(settle: 900, track: 3600)
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let gone = Reason(code: "withdrawn", detail: "taken back")

    /// Plays inputs, each with its time in seconds after the start, and returns the final send and the outputs.
    static func play(_ inputs: [(Double, Send.Input)]) -> (send: Send, outputs: [Send.Output]) {
        var send = Send(message: MessageID(UUID()), since: start, due: start)
        let outputs = inputs.map { send.handle($0.1, at: start + $0.0, settling) }
        return (send, outputs)
    }

    @Test("is offered, accepted and told of once, however often the answer comes")
    func accepted() {
        let (send, outputs) = Self.play([
            (0, .offering), (1, .accepted(meshMessageID: "M1")), (2, .accepted(meshMessageID: "M1")),
            (3, .answered(meshMessageID: nil)), (4, .withdrawn(Self.gone)),
        ])
        #expect(outputs == [.offer, .publish(.letterSent), .nothing, .nothing, .nothing])
        #expect(send.phase == .accepted && send.meshMessageID == "M1")
    }

    @Test("leaves nothing when it was withdrawn first")
    func withdrawnFirst() {
        let (send, outputs) = Self.play([(0, .withdrawn(Self.gone)), (1, .offering)])
        #expect(outputs == [.publish(.letterCancelled), .nothing])
        #expect(send.phase == .cancelled && send.offers == 0)
    }

    @Test("whose answer was lost is asked for early, and 'not found' counts only after the settle time")
    func settles() {
        var (send, outputs) = Self.play([(0, .offering), (5, .lost), (15, .notFound)])
        #expect(outputs == [.offer, .nothing, .nothing])
        #expect(send.phase == .unknown && send.due == Self.start + 905)
        let output = send.handle(.notFound, at: Self.start + 904, Self.settling)
        #expect(output == .nothing && send.phase == .unknown)
        _ = send.handle(.notFound, at: Self.start + 905, Self.settling)
        #expect(send.phase == .intended && send.due == Self.start + 905)
        let again = send.handle(.offering, at: Self.start + 906, Self.settling)
        #expect(again == .offer && send.offers == 2)
    }

    @Test(
        "whose answer was lost is sent when MESH knows it, once or several times, or when the practice answers it",
        arguments: [
            (Send.Input.found(meshMessageID: "M1"), "M1" as String?), (.foundSeveral, nil),
            (.answered(meshMessageID: "M1"), "M1"), (.answered(meshMessageID: nil), nil), (.presumedTaken, nil),
        ])
    func found(input: Send.Input, id: String?) {
        let (send, outputs) = Self.play([(0, .offering), (1, .lost), (11, input)])
        #expect(outputs.last == .publish(.letterSent))
        #expect(send.phase == .accepted && send.meshMessageID == id)
    }

    @Test(
        "that is about to be offered again is not when an answer shows that the first offer arrived",
        arguments: [
            Send.Input.answered(meshMessageID: "M1"), .answered(meshMessageID: nil), .accepted(meshMessageID: "M1"),
        ])
    func answeredBeforeOfferedAgain(answer: Send.Input) {
        let (send, outputs) = Self.play([
            (0, .offering), (5, .lost), (906, .notFound), (907, answer), (908, .offering),
        ])
        #expect(outputs == [.offer, .nothing, .nothing, .publish(.letterSent), .nothing])
        #expect(send.phase == .accepted && send.offers == 1)
        // An answer to a message that was never offered is ignored.
        #expect(Self.play([(0, answer)]).send.phase == .intended)
    }

    @Test(
        "says that the recipient may have it twice when it was offered again after an offer that may have arrived",
        arguments: [
            (true, [.lost, .notFound, .offering]), (true, [.started, .notFound, .offering]),
            (true, [.lost, .notFound, .offering, .later(pause: 1), .offering]),
            (true, [.givenBack(pause: 1), .offering]), (false, []), (false, [.later(pause: 1), .offering]),
            (false, [.lost]), (false, [.later(pause: 1), .offering, .lost]),
            (false, [.notOffered(pause: 1), .offering]),
            (false, [.started, .notOffered(pause: 0), .offering]),
            (false, [.lost, .interrupted(upload: "U", pause: 1), .offering]),
        ] as [(Bool, [Send.Input])])
    func repeated(isRepeated: Bool, inputs: [Send.Input]) {
        let all: [Send.Input] = [.offering] + inputs + [.accepted(meshMessageID: "M1")]
        let (send, outputs) = Self.play(all.enumerated().map { (Double($0.offset) * 1000, $0.element) })
        #expect(outputs.last == .publish(.letterSent))
        #expect(send.isRepeated == isRepeated)
    }

    @Test("of a process that died is of unknown outcome, and nothing else is")
    func recovery() {
        #expect(Self.play([(0, .offering), (60, .started)]).send.phase == .unknown)
        #expect(Self.play([(60, .started)]).send.phase == .intended)
        #expect(Self.play([(0, .offering), (1, .lost), (60, .started)]).send.since == Self.start + 1)
    }

    @Test("that is withdrawn while its outcome is unknown is not offered again, but is sent when it had arrived")
    func withdrawnWhileUnknown() {
        let lost: [(Double, Send.Input)] = [(0, .offering), (1, .lost), (2, .withdrawn(Self.gone))]
        let cancelled = Self.play(lost + [(1000, .notFound)])
        #expect(cancelled.outputs.last == .publish(.letterCancelled))
        #expect(cancelled.send.reason == Self.gone)
        #expect(Self.play(lost + [(11, .found(meshMessageID: "M1"))]).outputs.last == .publish(.letterSent))
    }

    @Test("that is withdrawn while it is offered ends by what MESH says")
    func withdrawnWhileOffered() {
        let offered: [(Double, Send.Input)] = [(0, .offering), (1, .withdrawn(Self.gone))]
        #expect(Self.play(offered + [(2, .accepted(meshMessageID: "M1"))]).outputs.last == .publish(.letterSent))
        #expect(Self.play(offered + [(2, .later(pause: 10))]).outputs.last == .publish(.letterCancelled))
    }

    @Test("that MESH refuses, or has no one mailbox for, ends with the reason")
    func refused() {
        let reason = Reason(code: "12", detail: "unregistered")
        let refused = Self.play([(0, .offering), (1, .refused(reason))])
        #expect(refused.outputs.last == .publish(.letterRefused) && refused.send.reason == reason)
        let unroutable = Self.play([(0, .unroutable(reason))])
        #expect(unroutable.outputs.last == .publish(.letterUnroutable) && unroutable.send.offers == 0)
    }

    @Test("that could not be sent waits and is offered again")
    func later() {
        let (send, _) = Self.play([(0, .offering), (1, .later(pause: 30))])
        #expect(send.phase == .intended && send.due == Self.start + 31)
    }

    /// Plays random inputs in random order. A send must end once, be published once, and never be offered after its end
    /// or while the result of an earlier offer is unknown.
    @Test("never ends twice and is never offered twice without having settled")
    func always() {
        let inputs: [Send.Input] = [
            .started, .offering, .accepted(meshMessageID: "M"), .refused(Self.gone), .later(pause: 1), .lost,
            .found(meshMessageID: "M"), .foundSeveral, .notFound, .answered(meshMessageID: nil), .presumedTaken,
            .withdrawn(Self.gone),
            .unroutable(Self.gone), .laid,
        ]
        var generator = Seeded(seed: 7)
        for _ in 0..<2000 {
            var send = Send(message: MessageID(UUID()), since: Self.start, due: Self.start)
            var now = Self.start
            var ends = 0
            var lostAt: Date?
            for _ in 0..<12 {
                now += Double.random(in: 0...500, using: &generator)
                let input = inputs.randomElement(using: &generator) ?? .started
                let before = send.phase
                let output = send.handle(input, at: now, Self.settling)
                if case .publish = output { ends += 1 }
                if output == .offer {
                    #expect(before == .intended)
                    if let lostAt { #expect(now >= lostAt + Self.settling.settle) }
                }
                if before == .offered, send.phase == .unknown { lostAt = now }
                #expect(!before.isEnd || send.phase == before)
            }
            #expect(ends <= 1)
        }
    }
}

/// A seeded random number generator (SplitMix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
