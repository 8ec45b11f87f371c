import Foundation
import HTTP
import Synchronization

extension MeshMailbox {
    /// A request before it is signed.
    struct Call {
        var method: HTTPRequest.Method
        /// The path from the root, already percent-encoded.
        var path: String
        var question: Question
        var headers: [(name: String, value: String)] = []
        var body: HTTPBody?
        var sink: (any HTTPBodySink)?
        var limit = 16_000_000
        var accept = "application/vnd.mesh.v2+json"
        var isSigned = true
        /// True if a 403 may mean that only this message is not ours, rather than that our credentials are refused.
        var isAboutOneMessage = false
        /// False for a send, which is never repeated.
        var isRepeatable = true

        init(_ method: HTTPRequest.Method, _ path: String, _ question: Question) {
            self.method = method
            self.path = path
            self.question = question
        }
    }

    /// Sends the request until MESH answers with success, it fails permanently, or the retry schedule ends.
    ///
    /// An answer that does not match the request is not MESH's: nothing in it is believed, and the request is repeated.
    func ask(_ call: Call) async throws(MeshError) -> HTTPResponse {
        var attempt = 1
        var hasRenewedToken = false
        while true {
            let error: MeshError
            do {
                return try await answer(to: call)
            } catch let failure {
                error = failure
            }
            if error.status == 403, !hasRenewedToken {
                hasRenewedToken = true
                continue
            }
            let saysLater = error.status.map { StatusTable.row($0).isRepeated } ?? false
            let isRepeated = saysLater || error.code == MeshError.interposed
            guard isRepeated, let pause = settings.retry.pause(after: attempt, retryAfter: error.retryAfter) else {
                throw error
            }
            attempt += 1
            do {
                try await Task.sleep(for: .seconds(pause))
            } catch {
                throw MeshError(.cancelled, code: "cancelled", detail: "cancelled while waiting to ask again")
            }
        }
    }

    /// Sends the request once, with an authorization token of its own, and returns MESH's answer.
    private func answer(to call: Call) async throws(MeshError) -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await judged(call).get()
        } catch {
            throw error
        }
        guard (200...206).contains(response.status) else { throw refusal(response, call) }
        return try checked(response)
    }

    private func refusal(_ response: HTTPResponse, _ call: Call) -> MeshError {
        let error = StatusTable.error(response, retryAfter: retryAfter(response))
        guard response.status == 403, call.isAboutOneMessage else { return error }
        return MeshError(.refused, code: MeshError.notOurs, status: 403, detail: "MESH says that it is not ours")
    }

    /// Performs a request and checks that the answer matches it. All answers pass through here.
    func judged(_ call: Call) async -> Result<HTTPResponse, MeshError> {
        let subject = call.question.subject
        switch await perform(call) {
        case .failure(let failure):
            if failure.cause == .odd { odd.note(subject, failure.detail) }
            return .failure(MeshError(failure, about: subject))
        case .success(let response):
            if let objection = call.question.objection(to: response) {
                odd.note(subject, objection)
                return .failure(.interposed(subject, objection))
            }
            // A status that asks to retry later may come from a proxy.
            if !StatusTable.row(response.status).isRepeated { odd.settle(subject) }
            return .success(response)
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
        var request = HTTPRequest(
            method: call.method, url: settings.origin + call.path, headers: headers, body: call.body,
            limit: call.limit)
        request.isRepeatable = call.isRepeatable
        request.sink = call.sink
        request.objection = { [question = call.question] in question.objection(toHead: $0, $1) }
        request.isSingular = { $0.hasPrefix(MeshHeader.prefix) }
        let result = explained(await client.perform(request))
        if case .success(let response) = result, let date = response.headers["date"] { noteSkew(date) }
        return result
    }

    /// Several answers within one second have the same date; it is parsed once.
    private func noteSkew(_ text: String) {
        skew.withLock { skew in
            guard skew?.text != text, let date = HTTPDate.date(text) else { return }
            skew = (text, date.timeIntervalSinceNow)
        }
    }

    /// With TLS 1.3, a server that requires our certificate reports it only after the handshake, or drops the
    /// connection.
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

    /// Throws if an answer with a success status contains an error.
    private func checked(_ response: HTTPResponse) throws(MeshError) -> HTTPResponse {
        guard let said = ErrorBody(response.body, isFailure: false) else { return response }
        throw MeshError(
            .refused, code: said.code ?? "error-in-success", status: response.status, detail: said.text)
    }
}
