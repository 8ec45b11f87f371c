import Broker
import Foundation
import Operations
import TestSupport
import Testing

/// What a user of the broker needs, and what it must not do.
struct UserRights: Sendable, CustomTestStringConvertible {
    var user: String
    var mayPublish: [(exchange: String, key: String)]
    var mustNotPublish: [(exchange: String, key: String)]
    var mayRead: [String]

    var testDescription: String { user }

    static let queues = [
        "letters.conversion", "letters.transport", "letters.acknowledgement", "letters.reporting",
        "letters.conversion.parked", "letters.transport.parked", "letters.acknowledgement.parked",
        "letters.reporting.parked", "letters.retry.10s",
    ]

    /// A stage publishes what it finds out, delays and parks its own messages, and reads its own queue.
    private static func stage(_ name: String, publishes: [String], not foreign: [String]) -> UserRights {
        UserRights(
            user: name,
            mayPublish: publishes.map { ("letters", $0) } + [("retry.10s", name), ("parked", name)],
            mustNotPublish: foreign.map { ("letters", $0) } + [
                ("", "letters.\(name)"), ("stages", name), ("retry.1h", "reporter"), ("parked", "elsewhere"),
            ],
            mayRead: ["letters.\(name)"])
    }

    static let all = [
        UserRights(
            user: "extraction",
            mayPublish: [
                ("letters", "letter.extracted"), ("letters", "letter.withheld"), ("letters", "letter.withdrawn"),
                ("letters", "letter.redropped"),
            ],
            mustNotPublish: [
                ("letters", "letter.converted.mesh"), ("letters", "letter.filed"), ("", "letters.conversion"),
                ("stages", "conversion"), ("parked", "extraction"), ("retry.10s", "extraction"),
            ], mayRead: []),
        stage(
            "conversion", publishes: ["letter.converted.mesh", "letter.converted.folder", "letter.refused"],
            not: ["letter.extracted", "letter.sent", "letter.released"]),
        stage(
            "transport", publishes: ["letter.sent", "letter.collected", "mesh.received"],
            not: ["letter.extracted", "letter.filed", "letter.closed"]),
        stage(
            "acknowledgement",
            publishes: ["letter.filed", "letter.rejected", "letter.overdue", "answer.doubted", "response.prepared"],
            not: ["letter.sent", "mesh.received", "answer.accepted"]),
        stage(
            "reporting", publishes: ["letter.stalled", "letter.resend", "letter.closed"],
            not: ["letter.filed", "answer.accepted"]),
        UserRights(
            user: "operator",
            mayPublish: [
                ("letters", "letter.resend"), ("letters", "letter.rerouted"), ("letters", "letter.closed"),
                ("letters", "answer.accepted"), ("letters", "letter.released"), ("letters", "pages.doubted"),
                ("stages", "conversion"),
            ],
            mustNotPublish: [
                ("letters", "letter.filed"), ("letters", "answer.doubted"), ("", "letters.transport"),
                ("parked", "conversion"),
                ("retry.10s", "conversion"),
            ], mayRead: queues.filter { $0.hasSuffix(".parked") } + ["letters.ledger"]),
        UserRights(
            user: "inspector", mayPublish: [],
            mustNotPublish: [
                ("letters", "letter.extracted"), ("letters", "letter.closed"), ("", "letters.transport"),
                ("stages", "conversion"), ("parked", "conversion"), ("retry.10s", "conversion"),
            ], mayRead: queues),
    ]

    /// The tag that opens the management API to the user, as `definitions.json` gives it.
    static let tags = ["operator": "management", "inspector": "monitoring"]
}

extension DisturbedBrokerTests {
    @Test("a user may publish what it needs and nothing else", arguments: UserRights.all)
    func publishing(rights: UserRights) async throws {
        try await with(rights.user) { _, brokers in
            for (exchange, key) in rights.mayPublish {
                try await brokers[0].publishUntilConfirmed("needed", to: exchange, key)
            }
            for (exchange, key) in rights.mustNotPublish {
                // Every refusal costs the connection, so the next attempt may come before it stands again.
                let error = try await eventually("\(exchange) \(key) is judged") { () async -> BrokerError? in
                    do throws(BrokerError) {
                        try await brokers[0].broker.publish(.test("foreign"), to: exchange, routingKey: key)
                        return .closed(code: 200, text: "\(key) on \(exchange) was taken")
                    } catch {
                        if case .notConnected = error { return nil }
                        return error
                    }
                }
                #expect(error.code == "forbidden", "\(error)")
            }
        }
    }

    @Test("a user may read its own queue and no other", arguments: UserRights.all)
    func reading(rights: UserRights) async throws {
        try await with { node, _ in
            for queue in UserRights.queues {
                let observed = try ObservedBroker(node, rights.user)
                let collected = Collected(queue, by: observed.broker)
                if rights.mayRead.contains(queue) {
                    try await observed.isWell()
                } else {
                    _ = try await observed.tells("\(queue): the broker forbids it")
                    #expect(collected.all.isEmpty)
                }
                collected.end()
                await observed.broker.shutDown()
            }
        }
    }

    @Test("no user may change or empty a queue by the management API, or see another user", arguments: UserRights.all)
    func administering(rights: UserRights) async throws {
        try await with { node, _ in
            let token = Data("\(rights.user):\(node.passwords[rights.user] ?? "")".utf8).base64EncodedString()
            let expiry = Data(
                #"{"pattern":"^letters","apply-to":"queues","priority":99,"definition":{"expires":1}}"#.utf8)
            for (method, path, body) in [
                ("PUT", "policies/letters/evil", expiry), ("DELETE", "policies/letters/stage-conversion", Data()),
                ("PUT", "operator-policies/letters/evil", expiry), ("PUT", "vhosts/evil", Data()),
                ("PUT", "users/evil", Data(#"{"password":"x","tags":"administrator"}"#.utf8)),
                (
                    "PUT", "permissions/letters/\(rights.user)",
                    Data(#"{"configure":".*","write":".*","read":".*"}"#.utf8)
                ),
                ("PUT", "parameters/shovel/letters/evil", Data(#"{"value":{}}"#.utf8)),
                ("GET", "users", Data()), ("GET", "definitions", Data()),
            ] {
                let url = try #require(URL(string: "http://127.0.0.1:\(node.ports.management)/api/\(path)"))
                let (status, _) = try await HTTPQuestion.ask(
                    url, method: method,
                    headers: ["Authorization": "Basic \(token)", "Content-Type": "application/json"],
                    body: body.isEmpty ? nil : body)
                // A shovel is refused with 400, because the plugin that would carry it out is not on.
                #expect([400, 401, 403].contains(status), "\(method) \(path): \(status)")
            }
            let policies = try node.control("list_policies", "--vhost", "letters")
            #expect(!policies.contains("evil") && policies.contains("stage-conversion"))
        }
    }

    @Test("no user may declare or delete anything", arguments: UserRights.all)
    func declaring(rights: UserRights) async throws {
        try await with { node, _ in
            try node.control("set_user_tags", rights.user, "management")
            let token = Data("\(rights.user):\(node.passwords[rights.user] ?? "")".utf8).base64EncodedString()
            for (method, path) in [
                ("PUT", "queues/letters/of-my-own"), ("PUT", "exchanges/letters/of-my-own"),
                ("DELETE", "queues/letters/letters.conversion"), ("DELETE", "exchanges/letters/letters"),
            ] {
                let url = try #require(URL(string: "http://127.0.0.1:\(node.ports.management)/api/\(path)"))
                let (status, body) = try await HTTPQuestion.ask(
                    url, method: method,
                    headers: ["Authorization": "Basic \(token)", "Content-Type": "application/json"],
                    body: method == "PUT" ? Data(#"{"durable":true,"type":"topic"}"#.utf8) : nil)
                let words = String(decoding: body, as: UTF8.self)
                #expect(status == 401 || status == 403, "\(method) \(path): \(status) \(words)")
                #expect(words.contains("ACCESS_REFUSED") || words.contains("refused"), "\(method) \(path): \(words)")
            }
            try node.control("set_user_tags", rights.user, UserRights.tags[rights.user] ?? "")
        }
    }
}
