import Foundation
import Letters
import Messages

/// Order within a chain at one practice (deploy/docs/DESIGN.md, rule 9), as a value: may a letter leave now, given the
/// others?
///
/// A revision waits for those before it, but not for ever; what a later one has overtaken does not leave; a letter that
/// takes the place of another names one that the practice really has, as it was sent.
struct Gate: Sendable {
    /// The recipient's best word about a letter.
    enum Answer: String, Sendable {
        case received, filed, rejected, undelivered
        /// Its replacement failed, so that neither counts (code 20014).
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
        /// Whether the practice's answer is to come.
        var awaitsAnswer: Bool
        /// The practice rejected it, or MESH could not deliver it, whatever came before.
        var isDenied = false
        /// The attempt was asked for by the source, which dropped the letter again.
        var isRedrop = false
        /// When the attempt was asked for, where it was kept.
        var asked: Date?

        /// The practice does not have this letter and will not get it from this attempt.
        var hasFailed: Bool { phase.mayBeThere ? isDenied && answer != .filed : phase.isEnd }

        /// Whether to assume that the practice has this letter, once nobody waits for it any more.
        var isThere: Bool { phase.mayBeThere && answer?.isGood != false }

        /// Whether the practice has it, as far as anybody can know.
        var isSurelyThere: Bool {
            answer?.isGood == true || phase == .delivered || phase == .accepted && answer == nil && !awaitsAnswer
        }

        /// Whether it is still open if the practice will have this letter.
        var isOpen: Bool { !phase.isEnd || phase == .accepted && answer == nil }
    }

    enum Decision: Equatable, Sendable {
        case go
        /// Until then at the latest; what happens to the others meanwhile may end it.
        case wait(until: Date)
        case superseded(Reason)
        case refused(Reason)
        case reconvert(replacing: Predecessor?)
    }

    var chain: ChainID
    var revision: Int
    /// The chain that its source says it replaces.
    var replaces: ChainID?
    /// What the message names as what it takes the place of.
    var named: Predecessor?
    /// The attempt was asked for by the source, which dropped the letter again.
    var isRedrop = false
    /// When the attempt was asked for.
    var asked: Date?
    /// When the letter came.
    var arrived: Date
    /// What is known of letters of these chains to the same practice.
    var others: [Other]

    /// - Parameter patience: seconds that a letter waits for another (`MESH_ORDER_SECONDS`).
    func decide(at now: Date, patience: Double) -> Decision {
        if let reason = overtaken { return .superseded(reason) }
        let deadline = arrived + patience
        let isPatient = now < deadline
        if let decision = amongAttempts(isPatient ? deadline : nil) { return decision }
        let former = others.filter { $0.chain == chain && $0.revision < revision }
        // What is on the wire this moment is soon decided: it is never passed.
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
    /// - Parameter deadline: until when the word that ended another may yet come; nil when it is over.
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

    /// Whether it is known if the practice has a letter of this chain.
    private func isSettled(_ chain: ChainID) -> Bool {
        let letters = others.filter { $0.chain == chain }
        return !letters.isEmpty && (letters.contains(where: \.isSurelyThere) || !letters.contains(where: \.isOpen))
    }

    /// What the practice has of this chain; where that never arrived, of what it was to replace in its turn.
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
