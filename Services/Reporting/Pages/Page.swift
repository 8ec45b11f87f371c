import Foundation
import Hummingbird

/// One page: its address, its link in the navigation, and its routes. Its queries stand beside it.
protocol Page: Sendable {
    static var route: RouterPath { get }
    /// Nil for a page that others lead to.
    static var link: PageLink? { get }
    var site: Pages { get }

    init(site: Pages)

    func add(to router: Router<BasicRequestContext>)
}

/// A page that is read, and asked by the parameters of its address.
protocol QueriedPage: Page {
    /// Any other parameter is refused by name.
    static var parameters: Set<String> { get }

    /// - Throws: `HTTPError` that says what was not understood.
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
