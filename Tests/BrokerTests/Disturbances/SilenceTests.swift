import Broker
import Foundation
import TestSupport
import Testing

extension DisturbedBrokerTests {
    /// What must end a publish to a broker that says nothing (rabbitmq-c issue 780); the other is set far away.
    enum Rescue: CaseIterable {
        case heartbeat, watchdog
    }

    @Test("a publish to a broker that stands still ends, and goes through later", arguments: Rescue.allCases)
    func standstill(rescue: Rescue) async throws {
        try await with { node, _ in
            var settings = try BrokerSettings(url: node.url(user: "acknowledgement"))
            settings.heartbeat = rescue == .heartbeat ? 2 : 600
            settings.patience = .seconds(rescue == .heartbeat ? 600 : 3)
            // The large one is stuck half-way in the library, which never looks at the time there.
            let size = rescue == .heartbeat ? 16 : 32 << 20
            let observed = ObservedBroker(settings)
            try await observed.publishUntilConfirmed("before", to: "letters", "letter.filed")

            node.signal(SIGSTOP)
            let publish = PublishUnderWay(
                .test("stuck", size: size), to: "letters", "letter.filed", by: observed.broker)
            let error: BrokerError?
            do {
                error = try await publish.end()
                node.signal(SIGCONT)
            } catch {
                node.signal(SIGCONT)
                throw error
            }
            #expect(error == .outcomeUnknown)

            try await observed.publishUntilConfirmed("after", to: "letters", "letter.filed")
            try await observed.isWell()
            await observed.broker.shutDown()
        }
    }

    @Test("a broker short of memory takes no messages, but gives them and hears of them")
    func memoryAlarm() async throws {
        try await with("acknowledgement", "reporting") { node, brokers in
            let waiting = ids(5)
            let late = ids(1)[0]
            for id in waiting { try await brokers[0].publishUntilConfirmed(id, to: "letters", "letter.filed") }

            try node.control("set_vm_memory_high_watermark", "absolute", "1MB")
            let publish = PublishUnderWay(.test(late), to: "letters", "letter.filed", by: brokers[0].broker)
            do {
                _ = try await brokers[0].tells("takes no messages now")
                // With a prefetch of one, the next comes only when the broker has heard that the one before is done.
                let collected = Collected("letters.reporting", prefetch: 1, by: brokers[1].broker)
                try await collected.has(waiting)
                #expect(!publish.hasEnded)
                try node.control("set_vm_memory_high_watermark", "0.4")
                #expect(try await publish.end() == nil)
                try await collected.has([late])
                try await brokers[0].isWell()
                collected.end()
            } catch {
                try node.control("set_vm_memory_high_watermark", "0.4")
                throw error
            }
        }
    }
}
