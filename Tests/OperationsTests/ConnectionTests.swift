import Synchronization
import Testing

@testable import Operations

@Suite("A connection of the HTTP port")
struct ConnectionTests {
    private let bounds = HTTPBounds(
        head: .seconds(1), body: .seconds(2), answer: .seconds(3), idle: .seconds(4), headBytes: 100)

    @Test("has a time for each phase, and its first head's time begins before any byte")
    func phases() {
        var clock = ConnectionClock(bounds)
        #expect(clock.limit == .seconds(1))
        clock.received(60)
        clock.rested()
        #expect(clock.phase == .opened)
        clock.headEnded()
        #expect(clock.phase == .body && clock.limit == .seconds(2))
        clock.bodyEnded()
        #expect(clock.phase == .answer && clock.limit == .seconds(3))
        clock.answered()
        #expect(clock.phase == .idle && clock.limit == .seconds(4))
        clock.received(1)
        clock.rested()
        #expect(clock.phase == .head && clock.limit == .seconds(1))
    }

    @Test("is still sending its request when that was answered early")
    func early() {
        var clock = ConnectionClock(bounds)
        clock.headEnded()
        clock.answered()
        #expect(clock.phase == .body)
        clock.bodyEnded()
        #expect(clock.phase == .idle)
    }

    @Test("has half a head when it sent it before the answer to the request before")
    func pipelined() {
        var clock = ConnectionClock(bounds)
        clock.headEnded()
        clock.bodyEnded()
        clock.received(5)
        clock.rested()
        #expect(clock.phase == .answer)
        clock.answered()
        #expect(clock.phase == .head)
    }

    @Test("is over when a head is too long, whatever its body has")
    func length() {
        var clock = ConnectionClock(bounds)
        clock.received(100)
        #expect(!clock.isTooLong)
        clock.received(1)
        #expect(clock.isTooLong)
        clock.headEnded()
        clock.received(1_000_000)
        #expect(!clock.isTooLong)
    }

    @Test("goes for another when it has kept the service waiting longest, one that is being answered last of all")
    func surplus() {
        let closed = Mutex<[Int]>([])
        let roll = ConnectionRoll(limit: 3)
        let numbers = (0..<3).map { index in roll.enter { closed.withLock { $0.append(index) } } }
        roll.advanced(numbers[0], isAnswering: true)
        roll.advanced(numbers[1], isAnswering: false)
        _ = roll.enter { closed.withLock { $0.append(3) } }
        #expect(closed.withLock { $0 } == [2])
        _ = roll.enter { closed.withLock { $0.append(4) } }
        _ = roll.enter { closed.withLock { $0.append(5) } }
        #expect(closed.withLock { $0 } == [2, 1, 3])
        #expect(roll.count == 3)
        roll.left(numbers[0])
        roll.left(numbers[1])
        #expect(roll.count == 2)
    }
}
