import Foundation
import Hummingbird

/// Turns an HTTP error into a page with a sentence and links; for the API it stays JSON.
struct ErrorPages<Context: RequestContext>: RouterMiddleware {
    let layout: @Sendable (String, HTTPResponse.Status) async -> Layout

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError {
            let path = request.uri.path
            if path.hasPrefix("/api/") { throw error }
            let layout = await layout(path, error.status)
            var response = layout.page(Self.title(error.status), Self.body(error))
            for field in error.headers { response.headers[field.name] = field.value }
            return response
        }
    }

    private static func title(_ status: HTTPResponse.Status) -> String {
        switch status {
        case .notFound: "Not found"
        case .badRequest: "Not understood"
        case .methodNotAllowed: "Not possible here"
        default: "It did not work"
        }
    }

    private static func body(_ error: HTTPError) -> Markup {
        let sentence = error.body ?? "There is no such page."
        return """
            <h1>\(title(error.status))</h1><div class="panel"><p>\(sentence)</p>
            <p><a href="/">Overview</a> · <a href="/letters">Letters</a> · <a href="/worklist">Worklist</a></p></div>
            """
    }
}

extension RouterMethods {
    /// Adds a page for GET. HEAD returns the headers only; any method not in `others` gets 405 with the allowed
    /// methods.
    func page(
        _ path: RouterPath, others: [HTTPRequest.Method] = [],
        _ handler: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        on(path, method: .get, use: handler)
        on(path, method: .head) { request, context in
            var response = try await handler(request, context)
            response.body = ResponseBody()
            return response
        }
        let allowed = ([.get, .head] + others).map(\.rawValue).joined(separator: ", ")
        for method in [HTTPRequest.Method.post, .put, .delete, .patch, .options] where !others.contains(method) {
            on(path, method: method) { _, _ -> Response in
                throw HTTPError(
                    .methodNotAllowed, headers: [.allow: allowed], message: "Only \(allowed) are possible here.")
            }
        }
    }
}
