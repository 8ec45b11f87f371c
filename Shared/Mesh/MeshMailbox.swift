public import Foundation
import Synchronization

/// Our mailbox on MESH, over its HTTP API (specification 2.0.0).
///
/// Safe to use from many tasks at once; keep one for the life of the process, because its connections are what costs.
/// Requests that may be repeated are, when MESH asks for it; a send never is.
public final class MeshMailbox: Sendable {
    public let settings: MeshSettings
    private let client: HTTPClient
    private let skew = Mutex<TimeInterval?>(nil)

    public init(_ settings: MeshSettings) {
        self.settings = settings
        client = HTTPClient(
            HTTPOptions(
                tls: settings.tls, connections: settings.connections, connectTimeout: 10_000,
                stallTimeout: settings.stallTimeout))
    }

    /// Seconds by which MESH's clock is ahead of ours, by the latest answer's `Date`; nil before any. More than two
    /// hours explain a 403 on everything.
    public var clockSkew: TimeInterval? { skew.withLock { $0 } }

    /// Tells MESH that we are there and finds out whether it knows us: at start, and every 24 hours.
    public func handshake() async throws(MeshError) {
        var call = Call(.post, mailboxPath)
        call.headers = [
            (MeshHeader.clientVersion.rawValue, "MeshPost;1.0"), (MeshHeader.osName.rawValue, "Linux"),
            (MeshHeader.osVersion.rawValue, "6"),
        ]
        _ = try await ask(call)
    }

    /// How many messages wait in the inbox, roughly: never a condition for a loop.
    public func count() async throws(MeshError) -> Int {
        let response = try await ask(Call(.get, "\(mailboxPath)/count"))
        return try JSONAnswer(response).count()
    }

    /// The mailboxes of an organisation that take a workflow. None and several are both no route: MESH itself does not
    /// choose.
    public func lookup(ods: String, workflow: String) async throws(MeshError) -> [MeshEndpoint] {
        var call = Call(.get, "/messageexchange/endpointlookup/\(Self.escaped(ods))/\(Self.escaped(workflow))")
        call.isSigned = false
        return try JSONAnswer(try await ask(call)).endpoints()
    }
}

/// Asking.
extension MeshMailbox {
    /// A request before it is signed.
    struct Call {
        var method: HTTPRequest.Method
        /// From the root on, already escaped.
        var path: String
        var headers: [(name: String, value: String)] = []
        var body: MeshBody?
        var sink: (any MeshBodySink)?
        var limit = 16_000_000
        var accept = "application/vnd.mesh.v2+json"
        var isSigned = true
        /// False for a send, which is done once whatever happens.
        var isRepeatable = true

        init(_ method: HTTPRequest.Method, _ path: String) {
            self.method = method
            self.path = path
        }
    }

    var mailboxPath: String { "/messageexchange/\(Self.escaped(settings.mailbox))" }

    /// Asks until MESH answers with success, fails for good, or the schedule is at its end.
    func ask(_ call: Call) async throws(MeshError) -> HTTPResponse {
        var attempt = 1
        var hasRenewedToken = false
        while true {
            let response = try await once(call)
            if (200...206).contains(response.status) { return try checked(response) }
            let error = StatusTable.error(response, retryAfter: retryAfter(response))
            if response.status == 403, !hasRenewedToken {
                hasRenewedToken = true
                continue
            }
            guard StatusTable.row(response.status).isRepeated,
                let pause = settings.retry.pause(after: attempt, retryAfter: error.retryAfter)
            else { throw error }
            attempt += 1
            do {
                try await Task.sleep(for: .seconds(pause))
            } catch {
                throw MeshError(.cancelled, code: "cancelled", detail: "cancelled while waiting to ask again")
            }
        }
    }

    /// One request under a token of its own.
    func once(_ call: Call) async throws(MeshError) -> HTTPResponse {
        do {
            return try await perform(call).get()
        } catch {
            throw MeshError(error)
        }
    }

    func perform(_ call: Call) async -> Result<HTTPResponse, HTTPFailure> {
        var headers = [("Accept", call.accept), ("User-Agent", "MeshPost;1.0")] + call.headers
        if call.isSigned {
            let token = Authorization.header(
                mailbox: settings.mailbox, password: settings.password, sharedKey: settings.sharedKey, now: Date())
            headers.append(("Authorization", token))
        }
        if call.method == .post, !headers.contains(where: { $0.0.lowercased() == "content-type" }) {
            headers.append(("Content-Type", ""))
        }
        let request = HTTPRequest(
            method: call.method, url: settings.origin + call.path, headers: headers, body: call.body,
            isRepeatable: call.isRepeatable, sink: call.sink, limit: call.limit)
        let result = explained(await client.perform(request))
        if case .success(let response) = result, let date = response.headers["date"].flatMap(HTTPDate.date) {
            skew.withLock { $0 = date.timeIntervalSinceNow }
        }
        return result
    }

    /// With TLS 1.3 a server that misses our certificate says so only after the connection is made, or just drops it.
    private func explained(_ result: Result<HTTPResponse, HTTPFailure>) -> Result<HTTPResponse, HTTPFailure> {
        guard case .failure(var failure) = result, failure.cause == .dropped, settings.tls.certificateFile == nil,
            settings.origin.hasPrefix("https:")
        else { return result }
        failure.cause = .certificate
        failure.detail = "the connection was dropped without an answer and we have no certificate: \(failure.detail)"
        return .failure(failure)
    }

    func retryAfter(_ response: HTTPResponse) -> Double? {
        response.headers["retry-after"].flatMap { HTTPDate.retryAfter($0, now: Date()) }
    }

    /// A success that speaks of an error is none.
    private func checked(_ response: HTTPResponse) throws(MeshError) -> HTTPResponse {
        guard let said = ErrorBody(response.body, isFailure: false) else { return response }
        throw MeshError(
            .refused, code: said.code ?? "error-in-success", status: response.status, detail: said.text)
    }

    /// One part of a path: everything but unreserved characters escaped (RFC 3986, section 2.3).
    static func escaped(_ part: String) -> String {
        let allowed = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return part.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}
