import Foundation
import GRDB
import Letters
import Messages

/// A document doubt that a person may decide on.
struct Doubt: Codable, Equatable, Sendable {
    var doubt: DocumentDoubt
    /// The attempt that was refused because of the doubt.
    var attempt: EventID
    var reason: Reason

    /// Returns the latest doubt that waits for a person; nil when the letter is not refused, or not for a doubt.
    ///
    /// - Parameters:
    ///   - entries: all events of the delivery.
    ///   - state: the delivery's state.
    init?(in entries: [Ledger.Entry], state: String) {
        guard state == DeliveryState.refused.rawValue else { return nil }
        let latest = Self.outcomes(.letterRefused, in: entries)
            .max { ($0.attempt?.askedAt ?? .distantPast) < ($1.attempt?.askedAt ?? .distantPast) }
        self.init(latest)
    }

    /// Returns the first doubt about pages already sent; nil for none.
    init?(ofSent entries: [Ledger.Entry]) { self.init(Self.outcomes(.pagesDoubted, in: entries).first) }

    private init?(_ outcome: LetterOutcome?) {
        guard let outcome, let doubt = outcome.doubt, let attempt = outcome.attempt?.id, let reason = outcome.reason
        else { return nil }
        (self.doubt, self.attempt, self.reason) = (doubt, attempt, reason)
    }

    private static func outcomes(_ type: EventType, in entries: [Ledger.Entry]) -> [LetterOutcome] {
        entries.compactMap { entry in
            guard entry.parking == nil, entry.event.type == type else { return nil }
            return try? entry.event.payload(LetterOutcome.self)
        }
    }
}

extension DocumentDoubt {
    /// The doubt in short form, as part of a concern: `count=2 page=1`, `construct=cx:chart`.
    var summary: String {
        [
            count.map { "count=\($0)" }, page.map { "page=\($0)" }, construct.map { "construct=\($0)" },
        ].compactMap(\.self).joined(separator: " ")
    }
}

extension Ledger {
    /// Returns the concerns about a delivery's documents.
    ///
    /// - Returns: `document` when pages wait to be released; `pagesDoubted` when sent pages were judged wrong and no
    ///   person has closed the delivery since.
    static func documentConcerns(
        _ events: [DeliveryEvent], _ standing: DeliveryStanding, isWithdrawn: Bool
    ) -> [LedgerConcern] {
        func concern(_ make: (String) -> LedgerConcern, _ event: DeliveryEvent?) -> [LedgerConcern] {
            guard case .doubt(let words)? = event?.about else { return [] }
            return [make(words)]
        }
        let latest = events.filter { $0.kind == .refused }
            .max { ($0.askedAt ?? $0.time) < ($1.askedAt ?? $1.time) }
        let waits = standing.state == .refused && !isWithdrawn ? concern(LedgerConcern.document, latest) : []
        let closed = events.filter { $0.kind == .closed }.map(\.time).max() ?? .distantPast
        let found = events.filter { $0.kind == .pagesDoubted && $0.time > closed }.min { $0.time < $1.time }
        return waits + concern(LedgerConcern.pagesDoubted, found)
    }
}
