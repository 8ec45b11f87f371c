import HTTP

/// What was asked of MESH. Every answer is compared with it before anything of the answer is believed
/// (`AnswerMarks`): between us and MESH are proxies, caches and gateways, which answer in its place.
enum Question: Sendable {
    case handshake(mailbox: String)
    case count
    /// A page of the inbox that is at this path.
    case page(inbox: String, origin: String)
    case headers(id: String, mailbox: String)
    /// A chunk of a message, counted from 1, that must be of the same message as what was seen of it before.
    case chunk(Int, id: String, mailbox: String, like: HeaderFields?)
    case acknowledgement(id: String)
    case send(localID: String)
    case upload(id: String, chunk: Int)
    /// How far a message of ours has got; our own id and the workflow where they are known.
    case tracking(id: String, localID: String?, workflow: String?)
    /// What became of a send of ours; recipient and workflow where they are known.
    case localTracking(localID: String, recipient: String?, workflow: String?)
    case lookup(ods: String, workflow: String)

    /// What the answer is about, in words; free of patient data.
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

    /// Why a response is no answer to this question; nil when it is.
    ///
    /// A refusal counts as MESH's only where it bears MESH's own words: from a proxy's 404 does not follow that MESH
    /// does not have a letter. Statuses that ask us to come again (`StatusTable`) and those on our credentials may be
    /// anybody's: nothing is believed for them.
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

    /// The part of `objection(to:)` that needs only status and headers, checked before the first byte of a body is
    /// kept.
    func objection(toHead status: Int, _ headers: HeaderFields) -> String? {
        AnswerMarks(self).objection(toHead: status, headers)
    }

    private var isHandshake: Bool { if case .handshake = self { true } else { false } }
    private var isHead: Bool { if case .headers = self { true } else { false } }
}
