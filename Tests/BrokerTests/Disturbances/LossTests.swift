import Foundation
import TestSupport
import Testing

@testable import Broker

extension DisturbedBrokerTests {
    @Test("a queue deleted under its consumer is named, and consumed again when it is back")
    func deletedQueue() async throws {
        try await with("conversion", "transport") { node, brokers in
            let collected = Collected("letters.transport", by: brokers[1].broker)
            let ids = ids(2)
            try await brokers[0].publishUntilConfirmed(ids[0], to: "letters", "letter.converted.folder")
            try await collected.has([ids[0]])

            try node.control("delete_queue", "--vhost", "letters", "letters.transport")
            _ = try await brokers[1].tells("letters.transport")

            try node.control("import_definitions", node.directory.appending(path: "definitions.json").path)
            try await brokers[1].isWell()
            try await brokers[0].publishUntilConfirmed(ids[1], to: "letters", "letter.converted.folder")
            try await collected.has([ids[1]])
            collected.end()
        }
    }

    @Test("a parked queue that is deleted is named while all else goes on, until it is back")
    func deletedParkedQueue() async throws {
        try await with("conversion") { node, brokers in
            var settings = try BrokerSettings(url: node.url(user: "transport"))
            settings.watchedQueues = ["letters.transport.parked"]
            settings.watchPause = .milliseconds(100)
            let watching = ObservedBroker(settings)
            let collected = Collected("letters.transport", by: watching.broker)
            let ids = ids(2)
            try await brokers[0].publishUntilConfirmed(ids[0], to: "letters", "letter.converted.folder")
            try await collected.has([ids[0]])
            try await watching.isWell()

            try node.control("delete_queue", "--vhost", "letters", "letters.transport.parked")
            _ = try await watching.tells("letters.transport.parked")
            await #expect(throws: BrokerError.self) { try await watching.broker.check() }
            try await brokers[0].publishUntilConfirmed(ids[1], to: "letters", "letter.converted.folder")
            try await collected.has([ids[1]])

            try node.control("import_definitions", node.directory.appending(path: "definitions.json").path)
            try await watching.isWell()
            collected.end()
            await watching.broker.shutDown()
        }
    }

    @Test("nothing confirmed is lost while the broker is away, and work goes on by itself", arguments: [true, false])
    func restart(gracefully: Bool) async throws {
        try await with("acknowledgement", "reporting") { node, brokers in
            let (before, during) = (ids(100), ids(100))
            for id in before { try await brokers[0].publishUntilConfirmed(id, to: "letters", "letter.filed") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in during {
                    group.addTask {
                        try await brokers[0].publishUntilConfirmed(
                            id, to: "letters", "letter.filed", within: .seconds(180))
                    }
                }
                if gracefully { await node.stop() } else { node.kill() }
                try await node.start()
                // Nobody consumed until now: what was confirmed has outlived the broker in its queue.
                let collected = Collected("letters.reporting", by: brokers[1].broker)
                try await collected.has(before + during)
                try await group.waitForAll()
                collected.end()
            }
            try await brokers[0].isWell()
            try await brokers[1].isWell()
        }
    }

    @Test("a connection that an operator closes is named with his reason, and made again")
    func closed() async throws {
        try await with("acknowledgement", "reporting") { node, brokers in
            let collected = Collected("letters.reporting", by: brokers[1].broker)
            let ids = ids(2)
            try await brokers[0].publishUntilConfirmed(ids[0], to: "letters", "letter.filed")
            try await collected.has([ids[0]])
            try node.control("close_all_connections", "--vhost", "letters", "patching tonight")
            for observed in brokers { _ = try await observed.tells("patching tonight") }
            try await brokers[0].publishUntilConfirmed(ids[1], to: "letters", "letter.filed")
            try await collected.has([ids[1]])
            collected.end()
        }
    }

    @Test("what was in work when the connection was lost comes again, and settling its first sight hurts nothing")
    func lateSettlement() async throws {
        try await with("acknowledgement", "reporting") { node, brokers in
            let ids = ids(2)
            try await brokers[0].publishUntilConfirmed(ids[0], to: "letters", "letter.filed")
            var sights: [Delivery] = []
            for await delivery in brokers[1].broker.deliveries(from: "letters.reporting", prefetch: 10) {
                if delivery.properties.messageID == ids[1] {
                    delivery.acknowledge()
                    break
                }
                guard delivery.properties.messageID == ids[0] else {
                    delivery.acknowledge()
                    continue
                }
                sights.append(delivery)
                if sights.count == 1 {
                    try node.control("close_all_connections", "--vhost", "letters", "while in work")
                    _ = try await brokers[1].tells("while in work")
                    try await brokers[1].isWell()
                } else {
                    for sight in sights { sight.acknowledge() }
                    try await brokers[0].publishUntilConfirmed(ids[1], to: "letters", "letter.filed")
                }
            }
            #expect(sights.map(\.isRedelivered) == [false, true])
            #expect(brokers[1].troubles.allSatisfy { !$0.contains("PRECONDITION_FAILED") })
            await brokers[1].broker.shutDown()
            try await eventually("nothing is left") { try await brokers[1].broker.ready(in: "letters.reporting") == 0 }
        }
    }
}
