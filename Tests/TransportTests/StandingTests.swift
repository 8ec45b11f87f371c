import Foundation
import Letters
import Messages
import Pipeline
import Synchronization
import TestSupport
import Testing

@testable import Transport

@Suite("What keeps all letters of a channel")
struct StandingTests {
    private static let away = Reason(code: "store-unusable", detail: "store.json is not there")
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("is tried again as soon after many letters have met it at once as after one")
    func metByMany() {
        let (one, many) = (SendHealth(), SendHealth())
        #expect(one.halt(.mesh, because: Self.away, at: now))
        #expect(many.halt(.mesh, because: Self.away, at: now))
        for _ in 1...20 { #expect(!many.halt(.mesh, because: Self.away, at: now)) }
        // Pauses are partly random; the first one is 1 s at most.
        #expect(one.mayTry(.mesh, at: now + 1.5) && many.mayTry(.mesh, at: now + 1.5))
        #expect(!many.mayTry(.mesh, at: now + 1.5))
    }

    @Test("is tried with pauses that grow to half a minute")
    func grows() {
        let health = SendHealth()
        _ = health.halt(.mesh, because: Self.away, at: now)
        var tries = 0
        for second in 1...600 where health.mayTry(.mesh, at: now + Double(second)) {
            tries += 1
            _ = health.halt(.mesh, because: Self.away, at: now + Double(second))
        }
        #expect((20...60).contains(tries))
    }

    @Test("is told last as it is, however many change it at once")
    func toldInOrder() async {
        for _ in 1...200 {
            let told = Mutex<String?>(nil)
            let health = SendHealth { words in told.withLock { $0 = words } }
            await withTaskGroup(of: Void.self) { group in
                for channel in [Channel.mesh, .folder] {
                    group.addTask { _ = health.halt(channel, because: Self.away, at: now) }
                    group.addTask { _ = health.passes(channel) }
                    group.addTask { health.ledger("the disk is full") }
                    group.addTask { health.ledger(nil) }
                }
            }
            health.inVain("x")
            let last = told.withLock { $0 }
            health.inVain(nil)
            #expect(last == ([told.withLock { $0 }, "x"].compactMap(\.self).joined(separator: "; ")))
        }
    }

    /// A way to MESH that counts the calls to it.
    private final class CountedOutbox: MeshOutbox {
        let isOpen = true
        let way = "api"
        private let state = Mutex((epoch: 0, asked: 0, prepared: 0))

        var epoch: @Sendable () -> Int {
            { [self] in
                state.withLock {
                    $0.asked += 1
                    return $0.epoch
                }
            }
        }

        var asked: Int { state.withLock { $0.asked } }
        var prepared: Int { state.withLock { $0.prepared } }
        func take() { state.withLock { $0.epoch = 1 } }

        func prepare(_ entry: SendLedger.Entry) async -> Preparation {
            state.withLock { $0.prepared += 1 }
            return .not(.later(pause: 900, because: nil))
        }

        func resolve(_ entry: SendLedger.Entry) async -> Send.Input { .notFound }
    }

    @Test("a lease that could not be renewed: no letter is made ready until it is held again")
    func leaseNotHeld() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        try await stand.tell(letter.converted)
        let outbox = CountedOutbox()
        let sender = Sender(
            journal: stand.journal, mesh: outbox, folder: nil, settling: stand.settling, wakeup: stand.wakeup,
            logger: stand.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sender.run() }
            for round in 1...20 {
                try await until { outbox.asked >= round }
                stand.wakeup.signal()
            }
            #expect(outbox.prepared == 0)
            outbox.take()
            stand.wakeup.signal()
            try await until { outbox.prepared == 1 }
            group.cancelAll()
        }
    }
}
