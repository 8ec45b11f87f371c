public import Foundation
import HTTP
import Synchronization

/// Our mailbox on MESH, over its HTTP API (specification 2.0.0).
///
/// Safe to use from many tasks at once; keep one for the life of the process, because its connections are what costs.
/// Requests that may be repeated are, when MESH asks for it; a send never is.
public final class MeshMailbox: Sendable {
    public let settings: MeshSettings
    let client: HTTPClient
    /// The latest answer's date, and by how much it is ahead of ours.
    let skew = Mutex<(text: String, seconds: TimeInterval)?>(nil)
    /// What has not been answered by MESH but by something else.
    let odd = OddAnswers()
    /// Where everything of our mailbox is.
    let mailboxPath: String
    /// Long messages leave one after the other, so that memory does not grow with their number.
    let turnstile = Turnstile()

    public init(_ settings: MeshSettings) {
        self.settings = settings
        mailboxPath = "/messageexchange/\(settings.mailbox.percentEncoded)"
        client = HTTPClient(
            HTTPOptions(
                tls: settings.tls, connections: settings.connections, connectTimeout: 10_000,
                stallTimeout: settings.stallTimeout, leastSpeed: settings.leastSpeed,
                longest: settings.longestRequest))
    }

    /// Tells in a sentence, free of patient data, which answers do not agree with what was asked, and nil once MESH has
    /// answered all of it.
    public func whenInterposed(_ tell: @escaping @Sendable (String?) -> Void) { odd.whenChanged(tell) }

    /// Seconds by which MESH's clock is ahead of ours, by the latest answer's `Date`; nil before any. More than two
    /// hours explain a 403 on everything.
    public var clockSkew: TimeInterval? { skew.withLock { $0?.seconds } }

    /// Tells MESH that we are there and finds out whether it knows us: at start, and every 24 hours.
    public func handshake() async throws(MeshError) {
        var call = Call(.post, mailboxPath, .handshake(mailbox: settings.mailbox))
        call.headers = [
            (MeshHeader.clientVersion.rawValue, "MeshPost;1.0"), (MeshHeader.osName.rawValue, "Linux"),
            (MeshHeader.osVersion.rawValue, "6"),
        ]
        _ = try await ask(call)
    }

    /// How many messages wait in the inbox, roughly: never a condition for a loop.
    public func count() async throws(MeshError) -> Int {
        let response = try await ask(Call(.get, "\(mailboxPath)/count", .count))
        return try JSONAnswer(response).count()
    }

    /// The mailboxes of an organisation that take a workflow. None and several are both no route: MESH itself does not
    /// choose.
    public func lookup(ods: String, workflow: String) async throws(MeshError) -> [MeshEndpoint] {
        var call = Call(
            .get, "/messageexchange/endpointlookup/\(ods.percentEncoded)/\(workflow.percentEncoded)",
            .lookup(ods: ods, workflow: workflow))
        call.isSigned = false
        return try JSONAnswer(try await ask(call)).endpoints()
    }
}
