import Foundation
import Letters

/// The facts of a delivery from which its figures are computed.
struct Life {
    var kind: LetterKind
    var urgency: String
    var isCopy: Bool
    var signedAt: Date
    var encounterAt: Date?
    var events: [DeliveryEvent]
    var standing: DeliveryStanding
    var attention: Attention
    /// The time at which the source withdrew the letter.
    var withdrawnAt: Date?
    /// The time at which a later revision of the letter was taken.
    var replacedAt: Date?

    func first(_ kinds: DeliveryEvent.Kind...) -> Date? {
        events.filter { kinds.contains($0.kind) }.map(\.time).min()
    }

    /// The time at which the letter was taken; without that event, the time of the first event known.
    var takenAt: Date { first(.extracted) ?? events.map(\.time).min() ?? signedAt }

    /// The conversion of the attempt requested last.
    var conversion: DeliveryEvent? {
        events.filter { $0.kind == .converted }
            .max { ($0.askedAt ?? $0.time, $0.time) < ($1.askedAt ?? $1.time, $1.time) }
    }

    var isBusinessExpected: Bool { conversion?.expects.contains(.business) ?? true }

    /// The time of arrival at the practice. Where the format brings no business answer, the best evidence counts:
    /// delivery into the folder, collection, or sending.
    var arrival: (time: Date, isEvidence: Bool)? {
        if let filed = first(.filed) { return (filed, false) }
        guard let conversion, !isBusinessExpected else { return nil }
        let evidence =
            conversion.about == .channel(.folder)
            ? first(.delivered)
            : conversion.expects.contains(.collected) ? first(.collected, .received) : first(.sent)
        return evidence.map { ($0, true) }
    }

    var promise: Promise? { isCopy ? nil : Promise(kind: kind, encounterAt: encounterAt) }

    var dueAt: Date? { promise.flatMap { promise in encounterAt.map(promise.due(after:)) } }

    /// The verdict on the promise at its due time; nil where nothing is promised.
    var verdict: PromiseVerdict? {
        dueAt.map { due in leftOut(by: due) ?? judge(arrival?.time, due, isEvidence: arrival?.isEvidence ?? false) }
    }

    /// The verdict with the time of sending in place of the arrival.
    var sentVerdict: PromiseVerdict? {
        dueAt.map { due in leftOut(by: due) ?? judge(first(.sent, .delivered), due, isEvidence: false) }
    }

    private func judge(_ stop: Date?, _ due: Date, isEvidence: Bool) -> PromiseVerdict {
        guard let stop else { return .open }
        guard CivilDay.milliseconds(stop) <= CivilDay.milliseconds(due) else { return .late }
        return isEvidence ? .evidence : .kept
    }

    private func leftOut(by due: Date) -> PromiseVerdict? {
        if standing.state == .rerouted { return .rerouted }
        if let time = [withdrawnAt, first(.cancelled)].compactMap(\.self).min(), time <= due { return .withdrawn }
        if let time = replacedAt, time < due { return .replaced }
        if let time = first(.superseded), time <= due { return .replaced }
        return nil
    }

    /// The furthest step that the delivery has reached: 1 taken, 2 converted, 3 sent, 4 collected, 5 readable, 6 at the
    /// practice.
    var rung: Int {
        events.map { event in
            switch event.kind {
            case .converted: 2
            case .sent: 3
            case .collected: 4
            case .received: 5
            case .filed, .delivered: 6
            default: 1
            }
        }.max() ?? 1
    }

    /// The time at which the letter arrived at the practice; nil when it has not.
    var doneAt: Date? {
        [.filed, .delivered].contains(standing.state) || standing.isDone && standing.state.isOnTheWay
            ? [first(.filed, .delivered), arrival?.time].compactMap(\.self).min() : nil
    }

    /// The time since which the practice's answer is awaited; nil when none is.
    var awaitsSince: Date? {
        standing.state.isOnTheWay && !standing.isDone && isBusinessExpected && conversion != nil ? first(.sent) : nil
    }
}

extension DeliveryState {
    /// True when the letter was sent and the practice has not filed or rejected it.
    fileprivate var isOnTheWay: Bool { [.sent, .collected, .received].contains(self) }
}
