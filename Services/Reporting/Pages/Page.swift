import Foundation
import Hummingbird

/// A page: its address, its link in the navigation, and its routes. Its queries are in the same folder.
protocol Page: Sendable {
    static var route: RouterPath { get }
    /// The link in the navigation; nil for a page that only other pages link to.
    static var link: PageLink? { get }
    var site: Pages { get }

    init(site: Pages)

    func add(to router: Router<BasicRequestContext>)
}

/// A page for GET with query parameters.
protocol QueriedPage: Page {
    /// The names of the page's query parameters; any other is refused with its name.
    static var parameters: Set<String> { get }

    /// - Throws: `HTTPError` that names the invalid parameter.
    func response(to query: Query) async throws -> Response
}

extension QueriedPage {
    static var parameters: Set<String> { [] }

    func add(to router: Router<BasicRequestContext>) {
        router.page(Self.route) { request, _ in try await response(to: try Query(request, Self.parameters)) }
    }
}

/// A page's place in the navigation.
struct PageLink: Sendable {
    var path: String
    var name: Markup

    init(_ path: String, _ name: Markup) { (self.path, self.name) = (path, name) }
}
