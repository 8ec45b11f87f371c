import Foundation
import Synchronization
import Testing

@testable import Broker

@Suite("What is wrong with the connections")
struct TroubleBoardTests {
    private final class Told: Sendable {
        let sentence = Mutex<String?>(nil)
    }

    @Test("is told as one sentence, and as nothing when all is well")
    func sentence() {
        let told = Told()
        let board = TroubleBoard { sentence in told.sentence.withLock { $0 = sentence } }
        board.set("publishing", "not connected yet")
        board.set("letters.conversion", "no such queue")
        #expect(told.sentence.withLock { $0 } == "letters.conversion: no such queue; publishing: not connected yet")
        board.set("publishing", nil)
        board.set("letters.conversion", nil)
        #expect(told.sentence.withLock { $0 } == nil)
    }

    @Test("is not told when two connections were made in the same moment: a service that works is ready")
    func together() async {
        for _ in 0..<200 {
            let told = Told()
            // A listener that takes its time over bad news would be overtaken by good news.
            let board = TroubleBoard { sentence in
                if sentence != nil { usleep(300) }
                told.sentence.withLock { $0 = sentence }
            }
            board.set("publishing", "not connected yet")
            board.set("letters.conversion", "not connected yet")
            await withTaskGroup(of: Void.self) { group in
                for connection in ["publishing", "letters.conversion"] {
                    group.addTask { board.set(connection, nil) }
                }
            }
            #expect(told.sentence.withLock { $0 } == nil)
        }
    }
}
