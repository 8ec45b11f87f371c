import Foundation
import TestSupport
import Testing

@testable import Mesh

@Suite("The authorization header")
struct AuthorizationTests {
    struct Vector: Decodable {
        var name: String
        var mailbox: String
        var password: String
        var shared_key: String
        var nonce: String
        var nonce_count: Int
        var timestamp_utc: String
        var authorization: String
    }

    @Test("is byte for byte what the vectors say")
    func vectors() throws {
        let vectors = try JSONDecoder().decode([Vector].self, from: Fixture.data("auth-vectors.json"))
        #expect(vectors.count == 6)
        for vector in vectors {
            let header = Authorization.header(
                mailbox: vector.mailbox, password: vector.password, sharedKey: vector.shared_key, nonce: vector.nonce,
                count: vector.nonce_count, minute: vector.timestamp_utc)
            #expect(header == vector.authorization, "\(vector.name)")
        }
    }

    @Test("states the minute in UTC, also when the clocks on the wall are an hour ahead")
    func utcMinute() throws {
        let summer = try Date("2026-03-29T00:30:59Z", strategy: .iso8601)
        #expect(Authorization.minute(summer) == "202603290030")
        #expect(Authorization.minute(try Date("2025-12-31T23:59:00Z", strategy: .iso8601)) == "202512312359")
    }

    @Test("is new for every request and for every repetition of one")
    func freshNonces() async throws {
        try await withMailbox { request, number in
            number % 2 == 1 ? .json(503, "<html>busy</html>") : .json(200, "{\"count\": 0}")
        } _: { mailbox, server in
            for _ in 1...3 { _ = try await mailbox.count() }
            let nonces = server.requests.map { $0.headers["authorization"]?.split(separator: ":").dropFirst().first }
            #expect(server.requests.count == 6)
            #expect(Set(nonces).count == 6)
            #expect(server.requests.allSatisfy { $0.headers["authorization"]?.hasPrefix("NHSMESH X26HOSP1:") == true })
        }
    }
}
