import HTTPTypes
import Hummingbird

/// Protects the pages. Requests under a host name that is not the service's, or from another site's page, are refused,
/// and every answer has headers that restrict what browsers may do with it.
struct GuardedPages<Pages: HTTPResponder>: HTTPResponder {
    typealias Context = Pages.Context

    /// Paths that monitoring requests under any host name; they show no patient data.
    private static var forEverybody: Set<String> { ["/livez", "/readyz", "/metrics", "/counts"] }

    /// No scripts, nothing from other servers and no frames; forms are only submitted to this service.
    private static var policy: String {
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    }

    let pages: Pages
    let names: HostNames

    func respond(to request: Request, context: Context) async throws -> Response {
        var response: Response
        if let refusal = refusal(of: request) {
            response = refusal
        } else {
            response = try await pages.respond(to: request, context: context)
        }
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "no-store"
        if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "no-referrer" }
        return response
    }

    private func refusal(of request: Request) -> Response? {
        guard !Self.forEverybody.contains(request.uri.path) else { return nil }
        // The first `Host` header becomes the authority; further ones stay among the fields.
        guard let host = request.head.authority, names.contains(host: host),
            !request.headers.contains(where: { $0.name.canonicalName == "host" })
        else {
            return Self.refusal(
                .misdirectedRequest,
                "This service is not asked under this name: ask it under one that stands in HTTP_NAMES, or add it there."
            )
        }
        guard request.method != .get, request.method != .head, let origin = request.headers[.origin] else { return nil }
        guard names.contains(origin: origin) else {
            return Self.refusal(
                .forbidden, "This was sent from a page of another server: send it from a page of this service.")
        }
        return nil
    }

    private static func refusal(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: sentence + "\n")))
    }
}
