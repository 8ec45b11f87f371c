import Foundation
import Letters
import Messages

/// Order within a chain at one practice (design.md, rule 9), as a value: may a letter leave now, given the others?
///
/// A revision waits for those before it, but not for ever; what a later one has overtaken does not leave; a letter that
/// replaces another names one that the practice really has.
struct Gate: Sendable {
    /// The recipient's best word about a letter.
    enum Answer: String, Sendable {
        case received, filed, rejected, undelivered

        var isGood: Bool { self == .received || self == .filed }
    }

    /// Another letter to the same practice.
    struct Other: Sendable, Equatable {
        var chain: ChainID
        var revision: Int
        var replaces: ChainID?
        var phase: Send.Phase
        var answer: Answer?
        /// Whether the practice's answer is to come.
        var awaitsAnswer: Bool
    }

    enum Decision: Equatable, Sendable {
        case go
        /// Until then at the latest; what happens to the others meanwhile may end it.
        case wait(until: Date)
        case superseded(Reason)
        case reconvert(replacing: ChainID?)
    }

    var chain: ChainID
    var revision: Int
    var replaces: ChainID?
    /// When the letter came.
    var arrived: Date
    /// What is known of letters of these chains to the same practice.
    var others: [Other]

    /// - Parameter patience: seconds that a letter waits for another (`MESH_ORDER_SECONDS`).
    func decide(at now: Date, patience: Double) -> Decision {
        if let reason = overtaken { return .superseded(reason) }
        let deadline = arrived + patience
        let isPatient = now < deadline
        let former = others.filter { $0.chain == chain && $0.revision < revision }
        // What is on the wire this moment is soon decided: it is never passed.
        let onTheWire = others.contains { isBefore($0) && $0.phase == .offered }
        if onTheWire { return .wait(until: max(deadline, now + 5)) }
        let isOpen = former.contains { !$0.phase.isEnd }
        if isPatient, isOpen || revision > 1 && former.isEmpty { return .wait(until: deadline) }
        guard let replaces else { return .go }
        switch presence(of: replaces) {
        case .there: return .go
        case .open: return isPatient ? .wait(until: deadline) : .go
        case .unknown where isPatient: return .wait(until: deadline)
        case .unknown, .absent: return .reconvert(replacing: ancestor(of: replaces))
        }
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

    private enum Presence {
        /// The practice has it, as far as anybody can know.
        case there
        /// It may yet come to be there, or not.
        case open
        case absent
        case unknown
    }

    private func presence(of chain: ChainID) -> Presence {
        let copies = others.filter { $0.chain == chain }
        guard !copies.isEmpty else { return .unknown }
        if copies.contains(where: { $0.answer?.isGood == true || $0.phase == .delivered }) { return .there }
        if copies.contains(where: { $0.phase == .accepted && $0.answer == nil && !$0.awaitsAnswer }) { return .there }
        let mayCome = copies.contains { !$0.phase.isEnd || $0.phase == .accepted && $0.answer == nil }
        return mayCome ? .open : .absent
    }

    /// What a letter that never arrived was to replace in its turn, if the practice has that.
    private func ancestor(of chain: ChainID) -> ChainID? {
        var seen: Set<ChainID> = [chain, self.chain]
        var next = others.first { $0.chain == chain && $0.replaces != nil }?.replaces
        while let candidate = next, seen.insert(candidate).inserted {
            if presence(of: candidate) == .there { return candidate }
            next = others.first { $0.chain == candidate && $0.replaces != nil }?.replaces
        }
        return nil
    }
}
