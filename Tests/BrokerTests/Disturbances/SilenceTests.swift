import Broker
import Foundation
import Synchronization
import TestSupport
import Testing

extension DisturbedBrokerTests {
    /// What must end a publish to a broker that says nothing (rabbitmq-c issue 780); the other is set far away.
    enum Rescue: CaseIterable {
        case heartbeat, watchdog
    }

    @Test(
        "a publish to a broker that stands still ends and goes through later, and who consumes goes on",
        arguments: Rescue.allCases)
    func standstill(rescue: Rescue) async throws {
        try await with("reporting") { node, brokers in
            let collected = Collected("letters.reporting", by: brokers[0].broker)
            var settings = try BrokerSettings(url: node.url(user: "acknowledgement"))
            settings.heartbeat = rescue == .heartbeat ? 2 : 600
            settings.patience = .seconds(rescue == .heartbeat ? 600 : 3)
            // The large one is stuck half-way in the library, which never looks at the time there.
            let size = rescue == .heartbeat ? 16 : 32 << 20
            let observed = ObservedBroker(settings)
            try await observed.publishUntilConfirmed("before", to: "letters", "letter.filed")
            try await collected.has(["before"])

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
            try await collected.has(["after"])
            try await brokers[0].isWell()
            collected.end()
            await observed.broker.shutDown()
        }
    }

    @Test("each of a burst that is stuck half-way has an answer, and goes through later")
    func brokenBurst() async throws {
        try await with("reporting") { node, brokers in
            var settings = try BrokerSettings(url: node.url(user: "acknowledgement"))
            settings.heartbeat = 600
            settings.patience = .seconds(3)
            let observed = ObservedBroker(settings)
            try await observed.publishUntilConfirmed("before", to: "letters", "letter.filed")

            let ids = ids(30)
            node.signal(SIGSTOP)
            let answers = Mutex<[BrokerError?]?>(nil)
            Task {
                let all = await observed.broker.publish(
                    ids.map { Publication(.test($0, size: 1 << 20), to: "letters", routingKey: "letter.filed") })
                answers.withLock { $0 = all }
            }
            do {
                try await eventually("the burst ends", within: .seconds(60)) { answers.withLock { $0 != nil } }
                node.signal(SIGCONT)
            } catch {
                node.signal(SIGCONT)
                throw error
            }
            #expect(answers.withLock { $0 } == Array(repeating: .outcomeUnknown, count: ids.count))

            for id in ids { try await observed.publishUntilConfirmed(id, to: "letters", "letter.filed") }
            let collected = Collected("letters.reporting", by: brokers[0].broker)
            try await collected.has(["before"] + ids)
            collected.end()
            await observed.broker.shutDown()
        }
    }

    /// What a broker can be short of, as `rabbitmqctl` makes it and ends it.
    enum Shortage: CaseIterable {
        case memory, disk

        func begin(_ node: RabbitMQNode) throws {
            switch self {
            case .memory: try node.control("set_vm_memory_high_watermark", "absolute", "1MB")
            case .disk: try node.control("set_disk_free_limit", "1000000GB")
            }
        }

        func end(_ node: RabbitMQNode) throws {
            switch self {
            case .memory: try node.control("set_vm_memory_high_watermark", "0.4")
            case .disk: try node.control("set_disk_free_limit", "200MB")
            }
        }
    }

    @Test(
        "a broker short of memory or disk takes no messages, but gives them and hears of them",
        arguments: Shortage.allCases)
    func alarm(shortage: Shortage) async throws {
        try await with("acknowledgement", "reporting") { node, brokers in
            let waiting = ids(5)
            let late = ids(1)[0]
            for id in waiting { try await brokers[0].publishUntilConfirmed(id, to: "letters", "letter.filed") }

            try shortage.begin(node)
            let publish = PublishUnderWay(.test(late), to: "letters", "letter.filed", by: brokers[0].broker)
            do {
                _ = try await brokers[0].tells("takes no messages now")
                // With a prefetch of one, the next comes only when the broker has heard that the one before is done.
                let collected = Collected("letters.reporting", prefetch: 1, by: brokers[1].broker)
                try await collected.has(waiting)
                #expect(!publish.hasEnded)
                try shortage.end(node)
                #expect(try await publish.end() == nil)
                try await collected.has([late])
                try await brokers[0].isWell()
                collected.end()
            } catch {
                try shortage.end(node)
                throw error
            }
        }
    }
}
