/// A fault for a share of the calls, or for the next N calls.
struct FaultRule: Codable, Sendable, Equatable {
    enum Kind: String, Codable, Sendable, CaseIterable {
        /// The server answers 429 with Retry-After.
        case busy
        /// The server answers 503 with an HTML page, as a proxy does.
        case unavailable
        /// The server answers 500 with an XML page.
        case failure
        /// The call is carried out, and the connection is cut before the answer.
        case lost
        /// The connection is cut and nothing is done.
        case cut
        /// The call is carried out late.
        case slow
        /// Nothing is done, and a proxy's HTML page with status 200 is the answer.
        case page
        /// The call is carried out, and the answer lacks MESH's headers.
        case headless
        /// Nothing is done, and the answer is about another message: its headers, or its tracking as collected.
        case stranger
        /// Nothing is done, and a send is answered with an id that no message has.
        case ghost
        /// The inbox listing is empty and links to itself as the next page.
        case circle
        /// A download is answered as the first of 999,999,999 chunks.
        case chunks
        /// The connection is cut in the middle of the body.
        case short
        /// The body is sent byte by byte with pauses, without end.
        case drip
    }

    enum Call: String, Codable, Sendable, CaseIterable {
        case any, handshake, send, chunk, inbox, download, acknowledge, tracking, lookup
    }

    var kind: Kind
    var call: Call?
    /// If set, the fault applies to calls on this mailbox only.
    var mailbox: String?
    /// Share of the calls that the fault applies to, 0 to 1.
    var rate: Double?
    /// Number of calls that the fault still applies to; at 0 the rule ends.
    var next: Int?
    /// Delay in milliseconds, for `slow`.
    var milliseconds: Int?
    /// Retry-After in seconds, for `busy` and `unavailable`.
    var retryAfter: Int?
}

/// The fault rules in force, with the generator of their draws.
struct Faults {
    private(set) var rules: [FaultRule]
    private var draw: SeededDraw

    init(_ rules: [FaultRule], seed: UInt64) {
        self.rules = rules
        draw = SeededDraw(seed: seed)
    }

    mutating func add(_ rule: FaultRule) { rules.append(rule) }
    mutating func clear() { rules = [] }

    /// Returns the first rule that applies to this call.
    ///
    /// - Parameter mailbox: The mailbox of the call; nil for a call without one, to which rules for a mailbox do not
    ///   apply.
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
