import Broker
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import TestSupport
import Testing

@testable import Conversion

@Suite("Conversion behind the broker")
struct ConversionStageTests {
    @Test("every letter that was extracted is converted or refused, and nothing is left in its queue")
    func stage() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let broker = try InMemoryBroker()
        var expected: Set<String> = []
        for number in 0..<20 {
            let record = try await Sample.record(in: stand.store) {
                $0.letter = Identity.letter(chain: $0.chain, revision: number)
                $0.restricted = number % 5 == 0
            }
            let event = try await stand.extracted(record)
            expected.insert(try await stand.handle(event).id.description)
            try await broker.user("extraction").publish(event)
        }
        let runner = StageRunner(
            .conversion, broker: broker.user("conversion"), handler: stand.conversion, prefetch: 6,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await runner.run() }
        try await eventually("every letter has an outcome") {
            broker.ready(in: Stage.conversion.queue) + broker.unsettled(in: Stage.conversion.queue) == 0
        }
        run.cancel()
        let heard = broker.messages(in: Stage.reporting.queue).filter { $0.routingKey != "letter.extracted" }
        #expect(Set(heard.compactMap(\.message.properties.messageID)) == expected)
        #expect(heard.count { $0.routingKey == "letter.refused" } == 4)
        #expect(heard.count { $0.routingKey == "letter.converted.mesh" } == 16)
    }
}
