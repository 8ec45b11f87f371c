import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Serves the exchange over HTTP according to the MESH API specification (2.0.0).
struct MeshAPI: Sendable {
    let exchange: SharedExchange

    /// Returns a router with all routes of the API and of the administration.
    func router() -> Router<CallContext> {
        let router = Router(context: CallContext.self)
        let base = router.group("messageexchange")
        base.get("_ping") { _, _ in Response.json(#"{"ping":"pong"}"#) }
        addLookups(to: base)
        addHandshake(to: base)
        addOutbox(to: base)
        addTracking(to: base)
        addInbox(to: base)
        Administration(exchange: exchange).add(to: router.group("admin"))
        return router
    }

    /// A request as a route sees it.
    struct Call {
        var request: Request
        var parameters: Parameters
        var version: APIVersion
        var mailbox: String
        var exchange: SharedExchange

        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }
        func query(_ name: String) -> String? { request.uri.queryParameters[Substring(name)].map(String.init) }

        /// Returns a part of the path, percent-decoded.
        func part(_ name: String) -> String {
            let raw = parameters.get(name) ?? ""
            return raw.removingPercentEncoding ?? raw
        }

        /// Reads the whole request body.
        func body() async throws -> ByteBuffer {
            var request = request
            do {
                return try await request.collectBody(upTo: exchange.settings.largestBody)
            } catch let error as HTTPError where error.status == .contentTooLarge {
                throw Refusal.tooLarge
            }
        }
    }

    /// Answers a call. Applies faults, checks version and authorisation, then does the work; a refusal gets the right
    /// form.
    func answer(
        _ kind: FaultRule.Call, _ request: Request, _ context: CallContext, isSigned: Bool = true,
        _ work: @Sendable (Call) async throws -> Response
    ) async throws -> Response {
        let fault = exchange.strike(kind, on: context.parameters.get("mailbox")?.uppercased())
        if let fault {
            switch fault.kind {
            case .cut:
                context.cut()
                return Response(status: .ok)
            case .busy, .unavailable, .failure: return Self.page(fault)
            case .slow: try await Task.sleep(for: .milliseconds(fault.milliseconds ?? 1000))
            default:
                if let answer = Self.inPlace(of: kind, fault, request) { return answer }
            }
        }
        let response = try await answer(request, context, isSigned: isSigned, work)
        guard let fault else { return response }
        if fault.kind == .lost { context.cut() }
        return Self.spoiled(response, fault.kind, request, context)
    }

    private func answer(
        _ request: Request, _ context: CallContext, isSigned: Bool, _ work: @Sendable (Call) async throws -> Response
    ) async throws -> Response {
        var version = APIVersion.v1
        do {
            version = try APIVersion(accept: request.headers[.accept])
            let mailbox = (context.parameters.get("mailbox") ?? "").uppercased()
            if isSigned { try exchange.authorise(request.headers[.authorization], mailbox: mailbox) }
            return try await work(
                Call(
                    request: request, parameters: context.parameters, version: version, mailbox: mailbox,
                    exchange: exchange))
        } catch let refusal as Refusal {
            return .refusal(refusal, as: version)
        }
    }

    private static func page(_ fault: FaultRule) -> Response {
        let (status, text): (Int, String) =
            switch fault.kind {
            case .busy: (429, "<html><body>Too Many Requests</body></html>")
            case .unavailable: (503, "<html><body>Service Unavailable</body></html>")
            default: (500, "<?xml version=\"1.0\"?><Envelope><Body><Fault>internal error</Fault></Body></Envelope>")
            }
        var response = Response.json(text, status: status, as: "text/html")
        if status != 500 { response.headers[.retryAfter] = String(fault.retryAfter ?? 1) }
        return response
    }
}
