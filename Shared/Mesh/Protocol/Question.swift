import HTTP

/// A request to MESH. Every answer is checked against it (`AnswerMarks`) before any of it is believed, because proxies,
/// caches and gateways on the way may answer in place of MESH.
enum Question: Sendable {
    case handshake(mailbox: String)
    case count
    /// A page of the inbox, whose path is `inbox`.
    case page(inbox: String, origin: String)
    case headers(id: String, mailbox: String)
    /// A chunk of a message, counted from 1. Its headers must agree with `like`, the headers seen before.
    case chunk(Int, id: String, mailbox: String, like: HeaderFields?)
    case acknowledgement(id: String)
    case send(localID: String)
    case upload(id: String, chunk: Int)
    /// Progress of a message that we sent, with its local id and workflow if they are known.
    case tracking(id: String, localID: String?, workflow: String?)
    /// What happened to a send, with its recipient and workflow if they are known.
    case localTracking(localID: String, recipient: String?, workflow: String?)
    case lookup(ods: String, workflow: String)

    /// The subject of the request in words, without patient data.
    var subject: String {
        switch self {
        case .handshake: "the handshake"
        case .count: "the count of the inbox"
        case .page: "the list of the inbox"
        case .headers(let id, _): "the headers of message \(id)"
        case .chunk(1, let id, _, _): "message \(id)"
        case .chunk(let number, let id, _, _): "chunk \(number) of message \(id)"
        case .acknowledgement(let id): "the acknowledgement of message \(id)"
        case .send(let localID): "the send of \(localID)"
        case .upload(let id, let chunk): "chunk \(chunk) of the upload \(id)"
        case .tracking(let id, _, _): "the tracking of message \(id)"
        case .localTracking(let localID, _, _): "the tracking of \(localID)"
        case .lookup(let ods, let workflow): "the mailboxes of \(ods) for \(workflow)"
        }
    }

    /// Returns why a response is not MESH's answer to this request; nil if it is.
    ///
    /// A refusal counts as MESH's only if its body is in MESH's format: a proxy's 404 does not prove that MESH does not
    /// have a letter. A status that asks to retry (`StatusTable`) or concerns our credentials may come from anyone,
    /// because nothing is concluded from it.
    func objection(to response: HTTPResponse) -> String? {
        if (200...299).contains(response.status) { return AnswerMarks(self).objection(to: response) }
        switch response.status {
        case 401, 408, 425, 429, 500...599: return nil
        case 403 where isHandshake || !ErrorBody.isPage(response.body): return nil
        default: break
        }
        if isHead {
            let type = response.headers["content-type"]
            return type == nil || AnswerMarks.isJSON(type) ? nil : "HTTP \(response.status), not in MESH's form"
        }
        if ErrorBody.isMESH(response.body) { return nil }
        if response.status == 423, ErrorBody.isFramework(response.body) { return nil }
        let words = ErrorBody(response.body, isFailure: true)?.text ?? "without a word"
        return "HTTP \(response.status), \(words)"
    }

    /// The part of `objection(to:)` that needs only the status and headers; checked before any byte of the body is
    /// kept.
    func objection(toHead status: Int, _ headers: HeaderFields) -> String? {
        AnswerMarks(self).objection(toHead: status, headers)
    }

    private var isHandshake: Bool { if case .handshake = self { true } else { false } }
    private var isHead: Bool { if case .headers = self { true } else { false } }
}
