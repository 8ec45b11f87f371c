import NIOCore

/// A message, from its first chunk until its body is deleted.
struct StoredMessage: Codable {
    enum Status: String, Codable {
        case uploading, accepted, acknowledged, undeliverable
    }

    /// The error that a REPORT states; set only for a REPORT.
    struct Report: Codable, Equatable {
        var code: String
        var text: String
        var event = "SEND"
        /// Id of the message that was not delivered.
        var about: String
    }

    struct Change: Codable {
        var status: Status
        var at: Double
    }

    var id: String
    /// Sequence number in order of acceptance, by which an inbox is paged.
    var sequence: Int
    /// The sending mailbox; empty for a REPORT.
    var sender: String
    /// The receiving mailbox; empty during the lookup of an address by patient.
    var recipient: String
    var headers: SendHeaders
    var chunks: [ByteBuffer?] = []
    /// Numbers, from 1, of the chunks that the archive has not yet stored.
    var unkept: Set<Int> = []
    var size = 0
    var received: Double
    var history: [Change]
    var report: Report?
    /// The reason why the message was not delivered.
    var failure: Report?

    var status: Status { history.last?.status ?? .uploading }
    var isReport: Bool { report != nil }
    /// False for a REPORT, and after the message was acknowledged or has failed.
    var hasBody: Bool { !isReport && (status == .uploading || status == .accepted) }

    /// All properties but the chunks, which the archive stores separately.
    private enum CodingKeys: String, CodingKey {
        case id, sequence, sender, recipient, headers, size, received, history, report, failure
    }

    mutating func put(_ body: ByteBuffer, as chunk: Int) {
        chunks[chunk - 1] = body
        unkept.insert(chunk)
    }

    /// Returns the status at an earlier time; nil if the message did not exist then.
    func status(at time: Double) -> Change? { history.last { $0.at <= time } }

    mutating func become(_ status: Status, at time: Double) {
        history.append(Change(status: status, at: time))
        if status == .acknowledged || status == .undeliverable { (chunks, unkept) = ([], []) }
    }
}
