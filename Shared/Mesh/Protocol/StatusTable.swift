import HTTP

/// The meaning of each HTTP status of MESH for a client (MESH API specification 2.0.0, error codes).
enum StatusTable {
    struct Row: Sendable {
        var status: ClosedRange<Int>
        var kind: MeshError.Kind
        /// True if the request, unless it is a send, may be repeated after a pause.
        var isRepeated: Bool
        /// The meaning for a send: refused, not sent, or unknown.
        var send: SendMeaning
        var meaning: String
    }

    enum SendMeaning: Sendable {
        case refused, notSent, unknown
    }

    /// The first row that contains the status applies, so narrower ranges come first.
    static let rows: [Row] = [
        Row(300...399, .unreadable, send: .notSent, "another answer than MESH's"),
        Row(400...400, .refused, send: .refused, "MESH finds the request invalid"),
        Row(401...401, .credentials, send: .notSent, "MESH does not know us"),
        Row(403...403, .credentials, send: .notSent, "MESH refuses our credentials, or the message is not ours"),
        Row(404...404, .gone, send: .notSent, "there is no such message or address"),
        Row(408...408, .unavailable, isRepeated: true, send: .unknown, "MESH waited too long for us"),
        Row(410...410, .gone, send: .refused, "the message is no longer there"),
        Row(425...425, .unavailable, isRepeated: true, send: .notSent, "too early: MESH did not begin with it"),
        Row(429...429, .unavailable, isRepeated: true, send: .notSent, "too many requests: MESH did not begin with it"),
        Row(400...499, .refused, send: .refused, "MESH refuses it"),
        Row(500...599, .unavailable, isRepeated: true, send: .unknown, "MESH or a proxy before it is out of order"),
    ]

    static func row(_ status: Int) -> Row {
        rows.first { $0.status.contains(status) }
            ?? Row(status...status, .unreadable, send: .unknown, "an answer that MESH does not give")
    }

    static func error(_ response: HTTPResponse, retryAfter: Double?) -> MeshError {
        let row = row(response.status)
        let said = ErrorBody(response.body, isFailure: true)
        let text = said.map { $0.text }.flatMap { $0.isEmpty ? nil : $0 }
        return MeshError(
            row.kind, code: said?.code ?? "http-\(response.status)", status: response.status,
            detail: text.map { "\(row.meaning): \($0)" } ?? row.meaning, retryAfter: retryAfter)
    }
}

extension StatusTable.Row {
    fileprivate init(
        _ status: ClosedRange<Int>, _ kind: MeshError.Kind, isRepeated: Bool = false, send: StatusTable.SendMeaning,
        _ meaning: String
    ) {
        self.init(status: status, kind: kind, isRepeated: isRepeated, send: send, meaning: meaning)
    }
}
