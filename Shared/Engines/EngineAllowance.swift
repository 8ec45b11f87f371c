import Foundation

/// Decides how many engines may work at a time: half as many after the machine has starved one, and one more after each
/// twenty successful documents.
struct EngineAllowance {
    private static let good = 20
    /// The configured maximum; nil for none.
    private let limit: Int?
    /// The reduced maximum after an engine was starved; nil while only `limit` applies.
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

    /// Must be called while the starved engine still counts as working.
    mutating func starved() {
        most = max(1, min(most ?? working, working) / 2)
        well = 0
    }
}

/// Makes threads wait until the allowance has a free place.
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

    /// Whether idle engines are kept for the next document; false while memory is short.
    var keepsIdle: Bool {
        condition.lock()
        defer { condition.unlock() }
        return allowance.most == nil
    }
}
