import Foundation
import Synchronization

/// The exchange and the fault rules, shared by the requests of all connections.
final class SharedExchange: Sendable {
    fileprivate struct State {
        var exchange: MessageExchange
        var faults: Faults
        /// Seconds that `/admin/age` has added to the clock.
        var aged = 0.0
        var archive: Archive?
    }

    let settings: ServerSettings
    private let state: Mutex<State>
    private let clock: @Sendable () -> Double

    /// - Parameters:
    ///   - archive: Stores messages so that they outlive the process; nil keeps them in memory only.
    ///   - clock: Returns the seconds since 1970; by default the machine's clock.
    /// - Throws: An error if the archive cannot be read.
    init(
        _ settings: ServerSettings, archive: Archive? = nil,
        clock: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) throws {
        self.settings = settings
        self.clock = clock
        var exchange = MessageExchange(settings, now: clock())
        var aged = 0.0
        if let archive {
            let kept = try archive.read()
            exchange.restore(kept.messages, counts: kept.counts)
            aged = kept.aged
        }
        state = Mutex(
            State(
                exchange: exchange, faults: Faults(settings.faultRules, seed: settings.seed), aged: aged,
                archive: archive))
    }

    /// Runs one step of the exchange at the clock's time plus the added age.
    func perform<Value: Sendable>(
        _ step: (inout MessageExchange, Double) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let now = clock()
        return try state.withLock { (state) throws(Refusal) -> Value in
            defer { state.keep() }
            return try step(&state.exchange, now + state.aged)
        }
    }

    /// Checks the token of a request. Tokens are compared with the clock without the added age.
    func authorise(_ header: String?, mailbox: String) throws(Refusal) {
        let now = clock()
        try state.withLock { (state) throws(Refusal) -> Void in
            try state.exchange.authorise(header, mailbox: mailbox, now: now)
        }
    }

    func strike(_ call: FaultRule.Call, on mailbox: String?) -> FaultRule? {
        state.withLock { $0.faults.strike(call, on: mailbox) }
    }
    func add(_ rule: FaultRule) { state.withLock { $0.faults.add(rule) } }
    func clearFaults() { state.withLock { $0.faults.clear() } }
    func age(by seconds: Double) {
        state.withLock { state in
            state.aged += seconds
            state.keep()
        }
    }

    var counts: MessageExchange.Counts { state.withLock { $0.exchange.counts } }
    var waiting: [String: Int] { state.withLock { $0.exchange.inboxes.mapValues(\.count) } }
}

extension SharedExchange.State {
    /// Stores what a step changed, before its answer is sent. Ends the process if that fails.
    fileprivate mutating func keep() {
        guard let archive else { return }
        do {
            try archive.write(exchange.messages.drain(), counts: exchange.counts, aged: aged)
        } catch {
            fatalError("the state cannot be written: \(error)")
        }
    }
}
