import Foundation
import Letters

/// Whether a person must act on a delivery, and why: a pure function of its events and its withdrawal.
struct Attention: Equatable {
    var concerns: [LedgerConcern]
    /// The reason why a person must act on the delivery; nil for none.
    var cause: Cause?

    var needsPerson: Bool { cause != nil }

    /// A cause on the worklist: deliveries with one cause need the same action.
    enum Cause: String, CaseIterable, Sendable {
        case withdrawnAfterSending = "withdrawn-after-sending"
        case elsewhere = "recipient-differs"
        case pagesDoubted = "pages-doubted"
        case document
        case patientLeft = "patient-left"
        case practiceGone = "practice-gone"
        case configuration
        case refused, rejected
        case rejectedTechnically = "rejected-technically"
        case unroutable, undelivered, doubted, parked, stalled, overdue
    }

    init(_ events: [DeliveryEvent], _ standing: DeliveryStanding, isWithdrawn: Bool) {
        let wasClosed = events.contains { $0.kind == .closed }
        let hasLeft = [.sent, .collected, .received, .filed, .delivered].contains(standing.state)
        // Whatever that practice answers, a person must know that MESH delivered the letter to the wrong one.
        let isElsewhere = !wasClosed && events.contains { $0.kind == .unroutable && $0.code == "recipient-differs" }
        let isCalledBack = isWithdrawn && hasLeft && !wasClosed
        let doubts = Ledger.documentConcerns(events, standing, isWithdrawn: isWithdrawn)
        concerns = standing.concerns.map { .delivery($0) } + doubts
        if isCalledBack { concerns.append(.withdrawnAfterSending) }
        if isElsewhere { concerns.append(.recipientDiffers) }
        if isCalledBack {
            cause = .withdrawnAfterSending
        } else if isElsewhere {
            cause = .elsewhere
        } else if doubts.contains(where: \.isOfSentPages) {
            cause = .pagesDoubted
        } else if !doubts.isEmpty {
            cause = .document
        } else if standing.needsPerson {
            cause = Self.cause(of: standing)
        }
    }

    private static func cause(of standing: DeliveryStanding) -> Cause {
        let code = standing.code ?? ""
        switch standing.state {
        case .refused where ["practice-closed", "practice-merged"].contains(code): return .practiceGone
        case .refused where Phrases.settled.contains(code): return .configuration
        case .refused: return .refused
        case .rejected where AnswerCode.known(code)?.advice.step == .reroute: return .patientLeft
        case .rejected:
            let duty = (AnswerCode.known(code) ?? .unknown(code)).advice.duty
            return duty == .engineer ? .rejectedTechnically : .rejected
        case .unroutable: return .unroutable
        case .undelivered: return .undelivered
        default: break
        }
        let kinds = Set(standing.concerns.map(\.kind))
        return kinds.contains(.parked)
            ? .parked : kinds.contains(.stalled) ? .stalled : kinds.contains(.doubted) ? .doubted : .overdue
    }

    /// Returns the periods in which a person had to act, in order; the last one may still be open (`end` nil).
    ///
    /// The periods are computed from the events in order of time, so that they do not depend on the order of arrival.
    static func episodes(of events: [DeliveryEvent], withdrawnAt: Date?) -> [(start: Date, end: Date?)] {
        let mayNeed: Set<DeliveryEvent.Kind> = [
            .refused, .unroutable, .undelivered, .rejected, .overdue, .stalled, .parked, .doubted, .pagesDoubted,
        ]
        guard withdrawnAt != nil || events.contains(where: { mayNeed.contains($0.kind) }) else { return [] }
        var found: [(start: Date, end: Date?)] = []
        for time in Set(events.map(\.time) + [withdrawnAt].compactMap(\.self)).sorted() {
            let known = events.filter { $0.time <= time }
            guard let standing = DeliveryStanding(of: known) else { continue }
            let isWithdrawn = withdrawnAt.map { $0 <= time } ?? false
            let needs = Attention(known, standing, isWithdrawn: isWithdrawn).needsPerson
            if needs, found.last.map({ $0.end != nil }) ?? true {
                found.append((time, nil))
            } else if !needs, let last = found.indices.last, found[last].end == nil {
                found[last].end = time
            }
        }
        return found
    }
}
