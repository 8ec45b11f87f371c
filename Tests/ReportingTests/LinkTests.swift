import Foundation
import Hummingbird
import HummingbirdTesting
import Letters
import Messages
import Testing

@testable import Reporting

/// Checks that each figure on a page links to the list of the letters that it counts.
@Suite("A figure on a page")
struct LinkTests {
    /// A link whose text begins with a number.
    private struct Link: Hashable {
        var address: String
        var number: Int
    }

    private static func links(_ page: String) -> [Link] {
        page.matches(
            of: /<a[^>]*href="(\/(?:letters|worklist)\?[^"]*)"[^>]*>(?:<b>)?([0-9,]+)(?:<\/b>)?(?: [a-z ]+)?<\/a>/
        ).map { match in
            Link(
                address: String(match.1).replacing("&amp;", with: "&"),
                number: Int(match.2.replacing(",", with: "")) ?? -1)
        }
    }

    private static func rows(_ page: String) -> Int { page.matches(of: /<th scope="row">/).count }

    private static func next(_ page: String) -> String? {
        page.firstMatch(of: /<a href="([^"]*)">The next [0-9]+<\/a>/).map { String($0.1).replacing("&amp;", with: "&") }
    }

    @Test(
        "links to the list that it counts, which has exactly so many rows",
        arguments: ["/", "/practices", "/reports?by=month", "/reports?by=week", "/reports?by=day"])
    func counts(path: String) async throws {
        var lives = Lives(seed: 8)
        let ledger = try await TallyTests.ledger(try lives.events(150))
        let now = Date(timeIntervalSince1970: 1_776_168_000)  // 14 April 2026, 12:00 UTC
        try await PageTests().application(ledger, now: now).test(.router) { client in
            let page = try await client.execute(uri: path, method: .get) { String(buffer: $0.body) }
            let links = Self.links(page)
            #expect(links.count >= 10 && links.contains { $0.number > 0 }, "\(links.count)")
            for link in Set(links) {
                var (address, rows): (String?, Int) = (link.address, 0)
                while let part = address {
                    let list = try await client.execute(uri: part, method: .get) { response in
                        #expect(response.status == .ok, "\(part)")
                        return String(buffer: response.body)
                    }
                    rows += Self.rows(list)
                    address = Self.next(list)
                }
                #expect(rows == link.number, "\(path) says \(link.number): \(link.address)")
            }
        }
    }
}
