import Letters

/// A reason for a person to look at a delivery: one that its events give, or one that only the ledger knows.
enum LedgerConcern: Hashable, Sendable {
    case delivery(DeliveryStanding.Concern)
    /// Pages wait for a person to release or refuse; with a summary of the doubt.
    case document(String)
    /// Sent pages were judged wrong; with a summary of the fault.
    case pagesDoubted(String)
    /// The source withdrew the letter after it had been sent.
    case withdrawnAfterSending
    /// MESH delivered the letter to a mailbox other than the intended one.
    case recipientDiffers
    /// A concern written by another version.
    case unknown(String)

    /// The form in rows, lists, the API and the CSV: `overdue technical`, `withdrawn-after-sending`.
    var text: String {
        switch self {
        case .delivery(let concern): concern.text
        case .document(let doubt): Self.text("document", doubt)
        case .pagesDoubted(let doubt): Self.text("pages-doubted", doubt)
        case .withdrawnAfterSending: "withdrawn-after-sending"
        case .recipientDiffers: "recipient-differs"
        case .unknown(let text): text
        }
    }

    /// The concern without its detail, as metrics label it: `overdue`.
    var word: String { String(text.prefix { $0 != " " }) }

    init(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let doubt = parts.count > 1 ? parts[1] : ""
        switch parts.first {
        case "document": self = .document(doubt)
        case "pages-doubted": self = .pagesDoubted(doubt)
        case "withdrawn-after-sending": self = .withdrawnAfterSending
        case "recipient-differs": self = .recipientDiffers
        default: self = DeliveryStanding.Concern(text).map { .delivery($0) } ?? .unknown(text)
        }
    }

    /// True when pages that the practice has may be wrong.
    var isOfSentPages: Bool { if case .pagesDoubted = self { true } else { false } }

    private static func text(_ word: String, _ doubt: String) -> String { doubt.isEmpty ? word : "\(word) \(doubt)" }
}

extension LedgerConcern: Codable {
    init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension [LedgerConcern] {
    /// The column `concerns` of a delivery's row.
    var row: String { map(\.text).joined(separator: ",") }

    init(row: String) { self = row.split(separator: ",").map { LedgerConcern(String($0)) } }
}
