import Foundation

/// How many engines may work at a time: half as many after one that this machine starved, one more after each twenty
/// documents that went well.
struct EngineAllowance {
    private static let good = 20
    /// However well all goes; nil: as many as are asked for.
    private let limit: Int?
    /// After one that was starved; nil: as many as the limit lets.
    private(set) var most: Int?
    private(set) var working = 0
    private var peak = 1
    private var well = 0

    init(limit: Int? = nil) { self.limit = limit }

    var isFree: Bool { [most, limit].compactMap(\.self).allSatisfy { working < $0 } }

    mutating func begin() {
        working += 1
        peak = max(peak, working)
    }

    mutating func end() { working -= 1 }

    mutating func wentWell() {
        guard let most else { return }
        well += 1
        guard well >= Self.good else { return }
        well = 0
        self.most = most + 1 >= peak ? nil : most + 1
    }

    /// To be told while the engine that starved still counts as working.
    mutating func starved() {
        most = max(1, min(most ?? working, working) / 2)
        well = 0
    }
}

/// Lets threads wait for their turn.
final class EngineGate: @unchecked Sendable {
    private let condition = NSCondition()
    private var allowance: EngineAllowance

    init(limit: Int?) { allowance = EngineAllowance(limit: limit) }

    func begin() {
        condition.lock()
        while !allowance.isFree { condition.wait() }
        allowance.begin()
        condition.unlock()
    }

    func change(_ change: (inout EngineAllowance) -> Void) {
        condition.lock()
        change(&allowance)
        condition.unlock()
        condition.broadcast()
    }

    var health: EngineHealth {
        condition.lock()
        defer { condition.unlock() }
        return EngineHealth(working: allowance.working, most: allowance.most)
    }

    /// Whether engines are kept for the next document: not while memory is short.
    var keepsIdle: Bool {
        condition.lock()
        defer { condition.unlock() }
        return allowance.most == nil
    }
}
