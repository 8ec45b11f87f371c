import Broker
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Deliveries")
struct DeliveriesTests {
    private func delivery(_ number: Int, settle: @escaping @Sendable (Delivery.Settlement) -> Void = { _ in })
        -> Delivery
    {
        Delivery(
            body: Data("\(number)".utf8), properties: MessageProperties(messageID: "\(number)"), exchange: "letters",
            routingKey: "letter.sent", isRedelivered: false, settle: settle)
    }

    private func names(_ deliveries: [Delivery]) -> [String?] { deliveries.map(\.properties.messageID) }

    @Test("are taken all that are there, so many at most, in the order in which they came")
    func several() async {
        let (stream, source) = Deliveries.makeStream()
        source.yield([delivery(1), delivery(2)])
        source.yield(delivery(3))
        source.yield([delivery(4), delivery(5)])
        source.finish()
        var iterator = stream.makeAsyncIterator()
        #expect(names(await iterator.next(atMost: 4)) == ["1", "2", "3", "4"])
        #expect(await iterator.next()?.properties.messageID == "5")
        #expect(await iterator.next(atMost: 4).isEmpty)
        #expect(await iterator.next() == nil)
    }

    @Test("wait for the first, and for no second")
    func first() async {
        let (stream, source) = Deliveries.makeStream()
        let taking = Task {
            var iterator = stream.makeAsyncIterator()
            return await iterator.next(atMost: 10)
        }
        source.yield(delivery(1))
        #expect(names(await taking.value) == ["1"])
    }

    @Test("end for good when their task is cancelled, when they are told to, and when nobody holds them")
    func end() async {
        let ends = Mutex(0)
        func stream() -> (Deliveries, Deliveries.Continuation) {
            let (stream, source) = Deliveries.makeStream()
            source.whenEnded { ends.withLock { $0 += 1 } }
            return (stream, source)
        }
        let (cancelled, _) = stream()
        let taking = Task { for await _ in cancelled {} }
        taking.cancel()
        await taking.value
        #expect(ends.withLock { $0 } == 1)

        let (told, source) = stream()
        source.yield(delivery(1))
        told.end()
        source.yield(delivery(2))
        var iterator = told.makeAsyncIterator()
        #expect(await iterator.next() == nil)
        #expect(ends.withLock { $0 } == 2)

        var held: Deliveries? = stream().0
        withExtendedLifetime(held) {}
        held = nil
        #expect(ends.withLock { $0 } == 3)
    }

    @Test("are acknowledged together, each once")
    func acknowledged() {
        let settled = Mutex<[Int]>([])
        Delivery.acknowledge((1...3).map { number in delivery(number) { _ in settled.withLock { $0.append(number) } } })
        #expect(settled.withLock { $0 } == [1, 2, 3])
    }
}
