import ArgumentParser
import Broker
import Foundation
import Logging
import TestSupport

/// Measures publishing with confirms and five hops through queues, and the same work in C in the same run.
struct BrokerBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broker", abstract: "Publish and confirm, and five hops, beside the same in C.")

    @Option(help: "Messages for each measurement.")
    var messages = 20_000

    @Option(help: "Bytes of a message.")
    var size = 1_000

    @Option(help: "How often each measurement is repeated, Swift and C in turn; the median counts.")
    var rounds = 5

    @Option(help: "Publishes that may wait for their confirm.")
    var window = 256

    @Option(help: "Writes the figures as JSON too.")
    var json: String?

    private static let hops = 5
    private static let fiveHops = "five hops"

    func run() async throws {
        print(Machine.line)
        print("\(messages) persistent messages of \(size) bytes, quorum queues, window \(window), \(rounds) rounds\n")
        let directory = FileManager.default.temporaryDirectory.appending(path: "meshpost-bench-\(UUID().uuidString)")
        let node = try await RabbitMQNode(directory: directory)
        let place = try BenchHost(node)
        var report = BenchReport("broker")
        var table = Table("work", "in", "messages/s", "CPU µs/message")
        do {
            try await measure("publish, confirm", &table, &report, place, swift: publish) { work, queues in
                try await place.ceiling.publish(work, key: queues[0])
            }
            try await measure(Self.fiveHops, &table, &report, place, swift: hop) { work, queues in
                let hops = queues.enumerated().map { index, queue in
                    CCeiling.Hop(
                        queue: queue, key: index + 1 < queues.count ? queues[index + 1] : nil, count: work.count)
                }
                try await place.ceiling.move(hops, prefetch: work.window)
            }
        } catch {
            await node.stop()
            throw error
        }
        await node.stop()
        try FileManager.default.removeItem(at: directory)
        print(table.text)
        try report.write(to: json)
    }

    private func measure(
        _ name: String, _ table: inout Table, _ report: inout BenchReport, _ place: BenchHost,
        swift: (BenchHost, [String]) async throws -> Void,
        c: (BenchWork, [String]) async throws -> Void
    ) async throws {
        var swifts: [Measurement] = []
        var cs: [Measurement] = []
        let work = BenchWork(count: messages, size: size, window: window)
        for _ in 0..<rounds {
            for isSwift in [true, false] {
                let queues = try await place.freshQueues(Self.hops)
                if name == Self.fiveHops { try await place.ceiling.publish(work, key: queues[0]) }
                let measurement = try await Measurement.of {
                    if isSwift { try await swift(place, queues) } else { try await c(work, queues) }
                }
                if isSwift { swifts.append(measurement) } else { cs.append(measurement) }
            }
        }
        for (language, measured) in [("Swift", swifts.median), ("C", cs.median)] {
            table.add(
                name, language, (Double(messages) / measured.seconds).text(0),
                (measured.processor * 1e6 / Double(messages)).text(1))
        }
        let figure = name == Self.fiveHops ? "five_hops" : "publish_confirm"
        report.note("\(figure)_per_second", Double(messages) / swifts.median.seconds, "1/s")
        report.note(peer: "c", "\(figure)_per_second", Double(messages) / cs.median.seconds, "1/s")
        report.note(ratio: "broker.of_c_\(figure)", cs.median.seconds / swifts.median.seconds)
        table.add(name, "Swift : C", (cs.median.seconds / swifts.median.seconds).text(2), "")
    }

    /// Publishes in bursts as an outbox does. While one burst waits for its confirms, others are sent.
    private func publish(_ place: BenchHost, _ queues: [String]) async throws {
        let broker = try place.broker(window: window)
        let queue = queues[0]
        let body = Data(repeating: 120, count: size)
        let burst = max(1, window / Self.lanes)
        try await withThrowingDiscardingTaskGroup { group in
            for lane in 0..<Self.lanes {
                group.addTask {
                    for first in stride(from: lane * burst, to: messages, by: Self.lanes * burst) {
                        let numbers = first..<min(first + burst, messages)
                        try Self.expectConfirmed(
                            await broker.publish(
                                numbers.map { number in
                                    let properties = MessageProperties(
                                        contentType: "application/cloudevents+json", messageID: String(number))
                                    return Publication(
                                        OutgoingMessage(body: body, properties: properties), to: "", routingKey: queue)
                                }))
                    }
                }
            }
        }
        await broker.shutDown()
    }

    private static let lanes = 4

    private static func expectConfirmed(_ answers: [BrokerError?]) throws {
        if let error = answers.lazy.compactMap(\.self).first { throw error }
    }

    /// Each queue has a consumer on connections of its own. It takes the waiting messages, publishes them to the next
    /// queue in one burst, waits for the confirms and only then acknowledges.
    private func hop(_ place: BenchHost, _ queues: [String]) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for (index, queue) in queues.enumerated() {
                let next = index + 1 < queues.count ? queues[index + 1] : nil
                group.addTask {
                    let broker = try place.broker(window: window)
                    try await withThrowingDiscardingTaskGroup { bursts in
                        var taken = 0
                        let deliveries = broker.deliveries(from: queue, prefetch: window)
                        var iterator = deliveries.makeAsyncIterator()
                        while taken < messages {
                            let batch = await iterator.next(atMost: window)
                            taken += batch.count
                            bursts.addTask {
                                if let next {
                                    try Self.expectConfirmed(
                                        await broker.publish(
                                            batch.map { delivery in
                                                Publication(
                                                    OutgoingMessage(
                                                        body: delivery.body, properties: delivery.properties),
                                                    to: "", routingKey: next)
                                            }))
                                }
                                Delivery.acknowledge(batch)
                            }
                        }
                    }
                    await broker.shutDown()
                }
            }
        }
    }
}
