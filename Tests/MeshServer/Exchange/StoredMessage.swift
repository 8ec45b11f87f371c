import NIOCore

/// A message, from its first chunk until its body is gone.
struct StoredMessage {
    enum Status: String {
        case uploading, accepted, acknowledged, undeliverable
    }

    /// Set only for a REPORT.
    struct Report: Equatable {
        var code: String
        var text: String
        var event = "SEND"
        /// The message that was not delivered.
        var about: String
    }

    struct Change {
        var status: Status
        var at: Double
    }

    var id: String
    /// Its place in the order of acceptance; what pages of an inbox go by.
    var sequence: Int
    /// Empty for a REPORT.
    var sender: String
    /// Empty while an address by patient is looked up.
    var recipient: String
    var headers: SendHeaders
    var chunks: [ByteBuffer?]
    var size = 0
    var received: Double
    var history: [Change]
    var report: Report?
    /// Why it was not delivered.
    var failure: Report?

    var status: Status { history.last?.status ?? .uploading }
    var isReport: Bool { report != nil }

    /// What it was at an earlier time; nil when it was not yet there.
    func status(at time: Double) -> Change? { history.last { $0.at <= time } }

    mutating func become(_ status: Status, at time: Double) {
        history.append(Change(status: status, at: time))
        if status == .acknowledged || status == .undeliverable { chunks = [] }
    }
}
