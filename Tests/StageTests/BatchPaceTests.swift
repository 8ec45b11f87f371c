import Testing

@testable import Pipeline

@Suite("The pace of batches")
struct BatchPaceTests {
    private let start = ContinuousClock.now

    @Test("the first batches after a quiet while follow each other at once, the next ones one an interval")
    func quiet() {
        var pace = BatchPace()
        var pauses: [Duration] = []
        for _ in 0..<12 { pauses.append(pace.pause(at: start)) }
        #expect(pauses.prefix(9).allSatisfy { $0 == .zero })
        #expect(Array(pauses.dropFirst(9)) == (1...3).map { BatchPace.interval * $0 })
        let later = start + BatchPace.interval * 100
        #expect(pace.pause(at: later) == .zero)
    }

    @Test("where waiting brings nothing it is left off for longer and longer, until it brings something")
    func alone() {
        var pace = BatchPace()
        func atOnce() -> Int {
            var count = 0
            while pace.pause(at: start) == .zero { count += 1 }
            return count
        }
        #expect(atOnce() == 9)
        pace.paused(gained: false, at: start)
        #expect(atOnce() == 17)
        pace.paused(gained: false, at: start)
        #expect(atOnce() == 33)
        pace.paused(gained: true, at: start)
        #expect(atOnce() == 0)
    }
}
