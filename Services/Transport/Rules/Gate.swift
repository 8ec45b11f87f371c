import Foundation
import Letters
import Messages

/// Decides whether a letter may leave now, given the other letters to the same practice, so that the letters of a chain
/// arrive in order (deploy/docs/DESIGN.md, rule 9). A pure value.
///
/// A revision waits for earlier revisions, up to a time limit. A letter that a later revision or its replacement has
/// overtaken does not leave. A letter that replaces another must name the document that the practice really has, in the
/// revision and format in which it was sent.
struct Gate: Sendable {
    /// The most favourable answer of the recipient about a letter so far.
    enum Answer: String, Sendable {
        case received, filed, rejected, undelivered
        /// The letter's replacement failed, so the practice counts neither of the two documents (code 20014).
        case void

        var isGood: Bool { self == .received || self == .filed }
    }

    /// Another letter to the same practice.
    struct Other: Sendable, Equatable {
        var chain: ChainID
        var revision: Int
        /// The chain that its source says it replaces.
        var replaces: ChainID?
        var format: String
        var phase: Send.Phase
        var answer: Answer?
        /// Whether the practice is expected to answer.
        var awaitsAnswer: Bool
        /// True once the practice rejected the letter or MESH could not deliver it, even if a good answer came earlier.
        var isDenied = false
        /// True when the source requested this attempt by dropping the letter again.
        var isRedrop = false
        /// When the attempt was requested; nil in rows that an older version wrote.
        var asked: Date?

        /// True when the practice does not have this letter and will not get it from this attempt.
        var hasFailed: Bool { phase.mayBeThere ? isDenied && answer != .filed : phase.isEnd }

        /// Whether to assume that the practice has this letter, once nobody waits for it any more.
        var isThere: Bool { phase.mayBeThere && answer?.isGood != false }

        /// Whether the practice surely has this letter: a good answer came, the letter was written into the practice's
        /// folder, or MESH accepted it and no answer is expected.
        var isSurelyThere: Bool {
            answer?.isGood == true || phase == .delivered || phase == .accepted && answer == nil && !awaitsAnswer
        }

        /// Whether it is still undecided that the practice gets this letter.
        var isOpen: Bool { !phase.isEnd || phase == .accepted && answer == nil }
    }

    enum Decision: Equatable, Sendable {
        case go
        /// Wait until this time at the latest; a change of another letter may end the wait earlier.
        case wait(until: Date)
        case superseded(Reason)
        case refused(Reason)
        case reconvert(replacing: Predecessor?)
    }

    var chain: ChainID
    var revision: Int
    /// The chain that its source says it replaces.
    var replaces: ChainID?
    /// The predecessor that the message names as the document it replaces.
    var named: Predecessor?
    /// True when the source requested this attempt by dropping the letter again.
    var isRedrop = false
    /// When the attempt was requested.
    var asked: Date?
    /// When transport received the letter.
    var arrived: Date
    /// The other letters of these chains to the same practice, as the send ledger has them.
    var others: [Other]

    /// - Parameter patience: seconds that a letter waits for another (`MESH_ORDER_SECONDS`).
    func decide(at now: Date, patience: Double) -> Decision {
        if let reason = overtaken { return .superseded(reason) }
        let deadline = arrived + patience
        let isPatient = now < deadline
        if let decision = amongAttempts(isPatient ? deadline : nil) { return decision }
        let former = others.filter { $0.chain == chain && $0.revision < revision }
        // An earlier letter that is being offered has an outcome soon, so this one never overtakes it.
        let onTheWire = others.contains { isBefore($0) && $0.phase == .offered }
        if onTheWire { return .wait(until: max(deadline, now + 5)) }
        let isOpen = former.contains { !$0.phase.isEnd }
        if isPatient, isOpen || revision > 1 && former.isEmpty { return .wait(until: deadline) }
        if isPatient, latest(former) == nil, let replaces, !isSettled(replaces) { return .wait(until: deadline) }
        let present = (latest(former) ?? replaces.flatMap(replaced)).map {
            Predecessor(chain: $0.chain, revision: $0.revision, format: $0.format)
        }
        return present == named ? .go : .reconvert(replacing: present)
    }

    /// An attempt by redrop leaves only after every other attempt at the same letter has failed; once it has left, no
    /// attempt that was asked for before it leaves.
    ///
    /// - Parameter deadline: until when an answer that ends another attempt may still come; nil after that time.
    private func amongAttempts(_ deadline: Date?) -> Decision? {
        let attempts = others.filter { $0.chain == chain && $0.revision == revision }
        if let asked, attempts.contains(where: { $0.isRedrop && $0.phase.mayBeThere && ($0.asked ?? asked) > asked }) {
            return .refused(
                Reason(code: "dropped-again", detail: "the source dropped the letter again, and that has left"))
        }
        let standing = attempts.filter { !$0.hasFailed }
        guard isRedrop, !standing.isEmpty else { return nil }
        let hasArrived = standing.contains { $0.answer == .filed || $0.phase == .delivered }
        if let deadline, !hasArrived { return .wait(until: deadline) }
        return .refused(
            Reason(
                code: "already-left",
                detail: "the letter left before it was dropped again, or is about to, and nothing says that it failed"))
    }

    private func isBefore(_ other: Other) -> Bool {
        other.chain == chain ? other.revision < revision : other.chain == replaces
    }

    private var overtaken: Reason? {
        if let later = others.first(where: { $0.chain == chain && $0.revision > revision && $0.phase.mayBeThere }) {
            return Reason(code: "later-revision", detail: "revision \(later.revision) of the letter left before it")
        }
        if others.contains(where: { $0.replaces == chain && $0.chain != chain && $0.phase.mayBeThere }) {
            return Reason(code: "replaced", detail: "the letter that replaces it left before it")
        }
        return nil
    }

    /// The letter of the highest revision among those that the practice has.
    private func latest(_ letters: [Other]) -> Other? {
        letters.filter(\.isThere).max { $0.revision < $1.revision }
    }

    /// Whether the ledger shows for certain that the practice has a letter of this chain, or that it has none.
    private func isSettled(_ chain: ChainID) -> Bool {
        let letters = others.filter { $0.chain == chain }
        return !letters.isEmpty && (letters.contains(where: \.isSurelyThere) || !letters.contains(where: \.isOpen))
    }

    /// Returns the letter of this chain that the practice has; if there is none, that of the chain that this chain was
    /// to replace, and so on.
    private func replaced(_ chain: ChainID) -> Other? {
        var seen: Set<ChainID> = [self.chain]
        var next: ChainID? = chain
        while let candidate = next, seen.insert(candidate).inserted {
            let letters = others.filter { $0.chain == candidate }
            if let found = latest(letters) { return found }
            next = letters.first { $0.replaces != nil }?.replaces
        }
        return nil
    }
}
