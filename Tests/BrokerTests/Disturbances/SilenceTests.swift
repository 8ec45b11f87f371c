import Broker
import Foundation
import TestSupport
import Testing

extension DisturbedBrokerTests {
    /// rabbitmq-c issue 780: without the drain before a publish, the first size hangs for ever; without the watchdog,
    /// the second.
    @Test("a publish to a broker that stands still ends, and goes through later", arguments: [16, 32 << 20])
    func standstill(size: Int) async throws {
        try await with { node, _ in
            var settings = try BrokerSettings(url: node.url(user: "acknowledgement"))
            settings.heartbeat = 2
            settings.patience = .seconds(3)
            let observed = ObservedBroker(settings)
            try await observed.publishUntilConfirmed("before", to: "letters", "letter.filed")

            node.signal(SIGSTOP)
            let publish = PublishUnderWay(.test("stuck", size: size), to: "letters", "letter.filed", by: observed.broker)
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
