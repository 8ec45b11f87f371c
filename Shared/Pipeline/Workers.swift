/// Limits the amount of concurrent work; further work waits in order of arrival.
public actor Workers {
    private let count: Int
    private var free: Int
    private var waiting: [(share: Int, turn: CheckedContinuation<Void, Never>)] = []

    public init(count: Int) {
        self.count = count
        free = count
    }

    /// - Parameter share: the number of workers that the work occupies, limited to all of them.
    public nonisolated func run<Result: Sendable>(
        taking share: Int = 1, _ work: @Sendable () async throws -> Result
    ) async rethrows -> Result {
        let share = min(share, count)
        await enter(share)
        do {
            let result = try await work()
            await leave(share)
            return result
        } catch {
            await leave(share)
            throw error
        }
    }

    private func enter(_ share: Int) async {
        guard !waiting.isEmpty || free < share else {
            free -= share
            return
        }
        await withCheckedContinuation { waiting.append((share, $0)) }
    }

    private func leave(_ share: Int) {
        free += share
        while let first = waiting.first, first.share <= free {
            free -= first.share
            waiting.removeFirst().turn.resume()
        }
    }
}
