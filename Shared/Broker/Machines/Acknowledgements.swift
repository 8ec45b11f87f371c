/// Turns settled deliveries into as few acknowledgements as is safe. `multiple` is used only up to the highest tag
/// below which everything is settled, because it would also acknowledge deliveries still in progress. A pure value.
struct Acknowledgements {
    enum Command: Equatable {
        case acknowledge(UInt64, multiple: Bool)
        case requeue(UInt64)
        case reject(UInt64)
    }

    /// Every tag up to this one has been settled.
    private var contiguous: UInt64 = 0
    /// Tags above `contiguous` that have been settled.
    private var ahead: Set<UInt64> = []

    /// The commands for what was settled since the last call.
    mutating func commands(for settled: [(tag: UInt64, settlement: Delivery.Settlement)]) -> [Command] {
        var commands: [Command] = []
        var accepted: Set<UInt64> = []
        for (tag, settlement) in settled where tag > contiguous && !ahead.contains(tag) {
            switch settlement {
            case .acknowledged: accepted.insert(tag)
            case .requeued:
                commands.append(.requeue(tag))
                ahead.insert(tag)
            case .rejected:
                commands.append(.reject(tag))
                ahead.insert(tag)
            }
        }
        var covered: [UInt64] = []
        var next = contiguous + 1
        while true {
            if accepted.remove(next) != nil {
                covered.append(next)
            } else if ahead.remove(next) == nil {
                break
            }
            next += 1
        }
        contiguous = next - 1
        if let last = covered.last { commands.append(.acknowledge(last, multiple: covered.count > 1)) }
        for tag in accepted.sorted() {
            commands.append(.acknowledge(tag, multiple: false))
            ahead.insert(tag)
        }
        return commands
    }
}
