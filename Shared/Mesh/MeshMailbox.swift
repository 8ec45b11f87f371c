public import Foundation
import HTTP
import Synchronization

/// Our mailbox on MESH, accessed over the HTTP API (specification 2.0.0).
///
/// Safe for concurrent use. Keep one instance for the life of the process, because opening connections is expensive.
/// Requests are repeated when MESH asks for it, except sends.
public final class MeshMailbox: Sendable {
    public let settings: MeshSettings
    let client: HTTPClient
    /// The `Date` of the latest answer, and the seconds by which it is ahead of our clock.
    let skew = Mutex<(text: String, seconds: TimeInterval)?>(nil)
    /// Requests that something other than MESH has answered.
    let odd = OddAnswers()
    /// The path under which all resources of our mailbox are.
    let mailboxPath: String
    /// Sends long messages one after the other, so that memory use does not grow with their number.
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

    /// Sets a callback that receives a sentence, free of patient data, about answers that do not match their requests,
    /// and nil once MESH has answered all of these requests.
    public func whenInterposed(_ tell: @escaping @Sendable (String?) -> Void) { odd.whenChanged(tell) }

    /// Seconds by which MESH's clock is ahead of ours, by the `Date` of the latest answer; nil before the first. A
    /// difference of more than two hours explains a 403 for every request.
    public var clockSkew: TimeInterval? { skew.withLock { $0?.seconds } }

    /// Reports that we are online and checks that MESH accepts our credentials. To be called at start and every 24
    /// hours.
    public func handshake() async throws(MeshError) {
        var call = Call(.post, mailboxPath, .handshake(mailbox: settings.mailbox))
        call.headers = [
            (MeshHeader.clientVersion.rawValue, "MeshPost;1.0"), (MeshHeader.osName.rawValue, "Linux"),
            (MeshHeader.osVersion.rawValue, "6"),
        ]
        _ = try await ask(call)
    }

    /// The approximate number of messages in the inbox; too imprecise to control a loop.
    public func count() async throws(MeshError) -> Int {
        let response = try await ask(Call(.get, "\(mailboxPath)/count", .count))
        return try JSONAnswer(response).count()
    }

    /// Returns the mailboxes of an organisation that accept a workflow. None or several mean that there is no route,
    /// because MESH does not choose between them.
    public func lookup(ods: String, workflow: String) async throws(MeshError) -> [MeshEndpoint] {
        var call = Call(
            .get, "/messageexchange/endpointlookup/\(ods.percentEncoded)/\(workflow.percentEncoded)",
            .lookup(ods: ods, workflow: workflow))
        call.isSigned = false
        return try JSONAnswer(try await ask(call)).endpoints()
    }
}
