/// What goes wrong on request: for a share of the calls, or for the next so many.
struct FaultRule: Codable, Sendable, Equatable {
    enum Kind: String, Codable, Sendable, CaseIterable {
        /// 429 with Retry-After.
        case busy
        /// 503 with a page of HTML, as a proxy gives it.
        case unavailable
        /// 500 with a page of XML.
        case failure
        /// The call is done, and the connection cut instead of answering.
        case lost
        /// The connection is cut, and nothing done.
        case cut
        /// Done late.
        case slow
        /// Nothing is done, and a proxy's page of HTML answers with 200.
        case page
        /// Done, and answered without MESH's headers.
        case headless
        /// Nothing is done, and the answer is that on another message: its headers, or its tracking as collected.
        case stranger
        /// Nothing is done, and a send is answered by an id that no message has.
        case ghost
        /// The inbox lists nothing, and its next page is itself.
        case circle
        /// The first of 999,999,999 chunks.
        case chunks
        /// The connection is cut in the midst of the body.
        case short
        /// A byte of the body now and then, for ever.
        case drip
    }

    enum Call: String, Codable, Sendable, CaseIterable {
        case any, handshake, send, chunk, inbox, download, acknowledge, tracking, lookup
    }

    var kind: Kind
    var call: Call?
    /// Strikes only calls on this mailbox.
    var mailbox: String?
    /// Probability between 0 and 1.
    var rate: Double?
    /// The next so many calls, then never again.
    var next: Int?
    /// For `slow`.
    var milliseconds: Int?
    /// For `busy` and `unavailable`, in seconds.
    var retryAfter: Int?
}

/// The rules in force, and their draws.
struct Faults {
    private(set) var rules: [FaultRule]
    private var draw: SeededDraw

    init(_ rules: [FaultRule], seed: UInt64) {
        self.rules = rules
        draw = SeededDraw(seed: seed)
    }

    mutating func add(_ rule: FaultRule) { rules.append(rule) }
    mutating func clear() { rules = [] }

    /// The first rule that strikes this call.
    ///
    /// - Parameter mailbox: nil for a call on none, which rules for a mailbox leave alone.
    mutating func strike(_ call: FaultRule.Call, on mailbox: String? = nil) -> FaultRule? {
        guard !rules.isEmpty else { return nil }
        for index in rules.indices where (rules[index].call ?? .any) == .any || rules[index].call == call {
            guard rules[index].mailbox == nil || rules[index].mailbox == mailbox else { continue }
            if let next = rules[index].next {
                guard next > 0 else { continue }
                rules[index].next = next - 1
                return rules[index]
            }
            if let rate = rules[index].rate, Double.random(in: 0..<1, using: &draw) < rate { return rules[index] }
        }
        return nil
    }
}
