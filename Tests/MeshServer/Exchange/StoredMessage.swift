import NIOCore

/// A message, from its first chunk until its body is gone.
struct StoredMessage: Codable {
    enum Status: String, Codable {
        case uploading, accepted, acknowledged, undeliverable
    }

    /// Set only for a REPORT.
    struct Report: Codable, Equatable {
        var code: String
        var text: String
        var event = "SEND"
        /// The message that was not delivered.
        var about: String
    }

    struct Change: Codable {
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
    var chunks: [ByteBuffer?] = []
    /// The chunks that came since the archive last saw it, counted from 1.
    var unkept: Set<Int> = []
    var size = 0
    var received: Double
    var history: [Change]
    var report: Report?
    /// Why it was not delivered.
    var failure: Report?

    var status: Status { history.last?.status ?? .uploading }
    var isReport: Bool { report != nil }
    /// False for a REPORT, and once it is settled.
    var hasBody: Bool { !isReport && (status == .uploading || status == .accepted) }

    /// Everything but the chunks, which are kept by themselves.
    private enum CodingKeys: String, CodingKey {
        case id, sequence, sender, recipient, headers, size, received, history, report, failure
    }

    mutating func put(_ body: ByteBuffer, as chunk: Int) {
        chunks[chunk - 1] = body
        unkept.insert(chunk)
    }

    /// What it was at an earlier time; nil when it was not yet there.
    func status(at time: Double) -> Change? { history.last { $0.at <= time } }

    mutating func become(_ status: Status, at time: Double) {
        history.append(Change(status: status, at: time))
        if status == .acknowledged || status == .undeliverable { (chunks, unkept) = ([], []) }
    }
}
