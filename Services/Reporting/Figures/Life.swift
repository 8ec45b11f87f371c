import Foundation
import Letters

/// What figures need to know of a delivery.
struct Life {
    var kind: LetterKind
    var urgency: String
    var isCopy: Bool
    var signedAt: Date
    var encounterAt: Date?
    var events: [DeliveryEvent]
    var standing: DeliveryStanding
    var attention: Attention
    /// When its source took it back.
    var withdrawnAt: Date?
    /// When a later revision of the letter was taken.
    var replacedAt: Date?

    func first(_ kinds: DeliveryEvent.Kind...) -> Date? {
        events.filter { kinds.contains($0.kind) }.map(\.time).min()
    }

    /// When it was taken; where that event is still to come, the first that is known.
    var takenAt: Date { first(.extracted) ?? events.map(\.time).min() ?? signedAt }

    /// The conversion of the attempt that was asked for last.
    var conversion: DeliveryEvent? {
        events.filter { $0.kind == .converted }
            .max { ($0.askedAt ?? $0.time, $0.time) < ($1.askedAt ?? $1.time, $1.time) }
    }

    var isBusinessExpected: Bool { conversion?.expects.contains(.business) ?? true }

    /// When it was at the practice as far as anybody can say; by evidence where its format brings no word of the practice.
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

    /// Nil where nothing is promised.
    var verdict: PromiseVerdict? {
        dueAt.map { due in leftOut(by: due) ?? judge(arrival?.time, due, isEvidence: arrival?.isEvidence ?? false) }
    }

    /// The same by the sender's clock.
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

    /// The highest rung that it has reached: 1 taken, 2 converted, 3 sent, 4 collected, 5 readable, 6 at the practice.
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

    /// When the letter arrived at the practice; nil where it has not.
    var doneAt: Date? {
        [.filed, .delivered].contains(standing.state) || standing.isDone && standing.state.isOnTheWay
            ? [first(.filed, .delivered), arrival?.time].compactMap(\.self).min() : nil
    }

    /// Since when the practice's word is awaited; nil where none is.
    var awaitsSince: Date? {
        standing.state.isOnTheWay && !standing.isDone && isBusinessExpected && conversion != nil ? first(.sent) : nil
    }
}

extension DeliveryState {
    /// It has left, and the practice has not said what became of it.
    fileprivate var isOnTheWay: Bool { [.sent, .collected, .received].contains(self) }
}
