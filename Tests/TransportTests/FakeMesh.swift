import Foundation
import Synchronization
import TestSupport

/// A small MESH that keeps its state. An accepted message is stored, tracked and can be downloaded, even if the answer
/// to the send was lost.
final class FakeMesh: Sendable {
    /// The fate of the next sends, in order. Further sends are accepted.
    enum Fate: Sendable {
        case accept
        /// The message is accepted, but the connection breaks before the answer.
        case loseAnswer
        /// The connection breaks and the message is not accepted.
        case loseRequest
        case answer(Int, String)
    }

    struct Message: Sendable, Equatable {
        var id: String
        var to: String
        var localID: String
        var headers: [String: String]
        var body: Data
    }

    private let memory: Memory
    private let server: StubServer

    init(fates: [Fate] = []) throws {
        let memory = Memory()
        memory.state.withLock { $0.fates = fates }
        self.memory = memory
        server = try StubServer { request, _ in memory.answer(request) }
    }

    deinit { server.stop() }

    var url: String { server.url }
    var requests: [StubServer.Request] { server.requests }
    var sent: [Message] { memory.state.withLock { $0.sent } }
    var acknowledged: [String] { memory.state.withLock { $0.acknowledged } }

    func setDown(_ isDown: Bool) { memory.state.withLock { $0.isDown = isDown } }

    /// Makes MESH refuse our mailbox's credentials after the next inbox listing.
    func forgetUsAfterListing() { memory.state.withLock { $0.forgets = true } }

    /// Keeps the message in the inbox listing, but answers each download of it with this status.
    func answer(_ status: Int, to id: String) { memory.state.withLock { $0.refused[id] = status } }

    /// Replies in MESH's place, as a proxy would, the next `times` times.
    func interpose(
        _ reply: StubServer.Reply, times: Int = .max, where isMeant: @escaping @Sendable (StubServer.Request) -> Bool
    ) {
        memory.state.withLock { $0.interposed.append((times, isMeant, reply)) }
    }

    func interposeNothing() { memory.state.withLock { $0.interposed = [] } }

    func knowUs() { memory.state.withLock { ($0.forgets, $0.isRefusing) = (false, false) } }

    func register(_ mailboxes: [String], for ods: String) { memory.state.withLock { $0.lookups[ods] = mailboxes } }

    func deliver(_ id: String, workflow: String, type: String = "DATA", body: String, headers: [String: String] = [:]) {
        let fields = ["mex-workflowid": workflow, "mex-messagetype": type].merging(headers) { $1 }
        let message = Message(
            id: id, to: "HOSP1", localID: fields["mex-localid"] ?? "", headers: fields, body: Data(body.utf8))
        memory.state.withLock { $0.inbox.append(message) }
    }

    /// Makes tracking report that messages went to this mailbox of this organisation.
    func deliver(elsewhere mailbox: String, of ods: String) {
        memory.state.withLock { $0.elsewhere = (mailbox, ods) }
    }

    /// Marks a message as acknowledged by the recipient.
    func collectAtPractice(_ id: String) { memory.state.withLock { $0.acknowledged.append(id) } }
}

/// The state of the fake, and its answers.
private final class Memory: Sendable {
    typealias Fate = FakeMesh.Fate
    typealias Message = FakeMesh.Message

    struct State {
        var fates: [Fate] = []
        var sent: [Message] = []
        var inbox: [Message] = []
        var acknowledged: [String] = []
        var lookups: [String: [String]] = [:]
        var elsewhere: (mailbox: String, ods: String)?
        var isDown = false
        var forgets = false
        var refused: [String: Int] = [:]
        var isRefusing = false
        var interposed: [(times: Int, isMeant: @Sendable (StubServer.Request) -> Bool, reply: StubServer.Reply)] = []
    }

    let state = Mutex(State())

    func answer(_ request: StubServer.Request) -> StubServer.Reply {
        if let reply = state.withLock({ Self.interposed(request, &$0) }) { return reply }
        if state.withLock({ $0.isDown }) { return .json(503, "<html>down</html>") }
        if state.withLock({ $0.isRefusing }) { return .json(403, "") }
        let parts = request.path.split(separator: "?")[0].split(separator: "/").map(String.init)
        switch (request.method, parts.dropFirst().first ?? "", parts.count) {
        case ("GET", "endpointlookup", _): return lookup(parts[2])
        case ("POST", _, 2): return .json(200, "")
        case ("POST", _, 3): return accept(request)
        case ("GET", _, 5) where parts[3] == "tracking": return track(parts[4])
        case ("GET", _, 4) where parts[3] == "tracking": return track(id: String(request.path.split(separator: "=")[1]))
        case ("GET", _, 3): return list()
        case ("PUT", _, 6): return acknowledge(parts[3])
        case (_, _, 4): return collect(parts[3])
        default: return Self.error(404)
        }
    }

    private static func interposed(_ request: StubServer.Request, _ state: inout State) -> StubServer.Reply? {
        guard let index = state.interposed.firstIndex(where: { $0.times > 0 && $0.isMeant(request) }) else {
            return nil
        }
        state.interposed[index].times -= 1
        return state.interposed[index].reply
    }

    /// Returns an error in the form of version 2 of MESH's API.
    private static func error(_ status: Int) -> StubServer.Reply {
        .json(status, #"{"detail": [{"event": "RECEIVE", "code": "20", "msg": "Message does not exist"}]}"#)
    }

    private func lookup(_ ods: String) -> StubServer.Reply {
        let mailboxes = state.withLock { $0.lookups[ods] ?? ["GP\(ods)"] }
        return .json(
            200, #"{"results": ["# + mailboxes.map { #"{"mailbox_id": "\#($0)"}"# }.joined(separator: ",") + "]}")
    }

    private func accept(_ request: StubServer.Request) -> StubServer.Reply {
        let (fate, id) = state.withLock { state -> (Fate, String) in
            let fate = state.fates.isEmpty ? .accept : state.fates.removeFirst()
            let id = "M\(state.sent.count + 1)"
            switch fate {
            case .accept, .loseAnswer:
                state.sent.append(
                    Message(
                        id: id, to: request.headers["mex-to"] ?? "", localID: request.headers["mex-localid"] ?? "",
                        headers: request.headers, body: request.body))
            case .loseRequest, .answer: break
            }
            return (fate, id)
        }
        switch fate {
        case .accept: return .json(202, #"{"message_id": "\#(id)"}"#)
        case .loseAnswer, .loseRequest: return .silence
        case .answer(let status, let body): return .json(status, body)
        }
    }

    private func track(_ localID: String) -> StubServer.Reply {
        let found = state.withLock { $0.sent.filter { $0.localID == localID } }
        guard found.count < 2 else { return Self.error(300) }
        guard let one = found.first else { return Self.error(404) }
        return .json(
            200,
            #"{"messageId": "\#(one.id)", "localId": "\#(localID)", "status": "Accepted", "recipient": "\#(one.to)"}"#)
    }

    private func track(id: String) -> StubServer.Reply {
        guard let one = state.withLock({ $0.sent.first { $0.id == id } }) else { return Self.error(404) }
        let status = state.withLock { $0.acknowledged.contains(id) } ? "acknowledged" : "accepted"
        let elsewhere = state.withLock { $0.elsewhere }
        let recipient = #""recipient": "\#(elsewhere?.mailbox ?? one.to)""#
        let ods = elsewhere.map { #", "recipient_ods_code": "\#($0.ods)""# } ?? ""
        return .json(200, #"{"message_id": "\#(id)", "status": "\#(status)", \#(recipient)\#(ods)}"#)
    }

    private func list() -> StubServer.Reply {
        let ids = state.withLock { state in
            state.isRefusing = state.forgets
            return state.inbox.map(\.id).filter { !state.acknowledged.contains($0) }
        }
        return .json(200, #"{"messages": [\#(ids.map { "\"\($0)\"" }.joined(separator: ","))], "links": {}}"#)
    }

    private func collect(_ id: String) -> StubServer.Reply {
        if let status = state.withLock({ $0.refused[id] }) { return Self.error(status) }
        guard let message = state.withLock({ $0.inbox.first { $0.id == id } }) else { return Self.error(404) }
        let marks = ["mex-messageid": id, "mex-to": message.to]
        return .answer(200, headers: message.headers.merging(marks) { $1 }, body: message.body)
    }

    private func acknowledge(_ id: String) -> StubServer.Reply {
        state.withLock { $0.acknowledged.append(id) }
        return .json(200, "")
    }
}
