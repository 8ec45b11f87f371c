import Foundation

/// A bar that fills on a terminal, plain lines elsewhere.
struct Progress {
    let total: Int
    private var last = -1
    private let isTerminal = isatty(1) == 1

    init(total: Int) { self.total = total }

    mutating func show(_ count: Int) {
        guard count != last else { return }
        last = count
        if isTerminal {
            let width = 40
            let filled = total == 0 ? width : width * count / total
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
            say("\r\(bar) \(count) of \(total) settled", end: "")
        } else {
            say("\(count) of \(total) settled")
        }
    }

    func end() { if isTerminal { say("\n") } }
}
