import Foundation
import Synchronization

/// The exchange as the requests of many connections use it, and the faults that strike them.
final class SharedExchange: Sendable {
    private struct State {
        var exchange: MessageExchange
        var faults: Faults
        /// Seconds by which the mailboxes have aged beyond the clock.
        var aged = 0.0
    }

    let settings: ServerSettings
    private let state: Mutex<State>
    private let clock: @Sendable () -> Double

    /// - Parameter clock: seconds since 1970; the machine's unless a test brings its own.
    init(_ settings: ServerSettings, clock: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }) {
        self.settings = settings
        self.clock = clock
        state = Mutex(
            State(
                exchange: MessageExchange(settings, now: clock()),
                faults: Faults(settings.faultRules, seed: settings.seed)))
    }

    /// One step of the exchange, at the time of the mailboxes.
    func perform<Value: Sendable>(
        _ step: (inout MessageExchange, Double) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let now = clock()
        return try state.withLock { (state) throws(Refusal) -> Value in
            try step(&state.exchange, now + state.aged)
        }
    }

    /// Lets a request in; tokens go by the clock, however much the mailboxes have aged.
    func authorise(_ header: String?, mailbox: String) throws(Refusal) {
        let now = clock()
        try state.withLock { (state) throws(Refusal) -> Void in
            try state.exchange.authorise(header, mailbox: mailbox, now: now)
        }
    }

    func strike(_ call: FaultRule.Call) -> FaultRule? { state.withLock { $0.faults.strike(call) } }
    func add(_ rule: FaultRule) { state.withLock { $0.faults.add(rule) } }
    func clearFaults() { state.withLock { $0.faults.clear() } }
    func age(by seconds: Double) { state.withLock { $0.aged += seconds } }
    var counts: MessageExchange.Counts { state.withLock { $0.exchange.counts } }
    var waiting: [String: Int] { state.withLock { $0.exchange.inboxes.mapValues(\.count) } }
}
