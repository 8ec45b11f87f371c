import Broker
import Foundation
import Letters
import Logging
import Messages
import Pipeline
import TestSupport
import Testing

@testable import Operator

// Over 250 lines: a suite of processes is one lane, which the names of its tests cut.

@Suite("meshpost beside a real broker", .serialized, .enabled(if: RabbitMQNode.isInstalled))
struct RealBrokerTests {
    /// One node for the three tests; it ends with this process.
    private static let starting = Task {
        try await RabbitMQNode(
            directory: FileManager.default.temporaryDirectory.appending(path: "meshpost-tool-\(getpid())"))
    }

    private func withNode(_ body: (RabbitMQNode, OperatorTool, RabbitMQ) async throws -> Void) async throws {
        let node = try await Self.starting.value
        let conversion = RabbitMQ(
            try BrokerSettings(url: node.url(user: "conversion")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await body(node, OperatorTool(VirtualHost(of: node)), conversion)
        await conversion.shutDown()
    }

    @Test("lists, shows, replays and discards with the operator's rights, and loses nothing")
    func parked() async throws {
        try await withNode { node, tool, conversion in
            let letters = try (1...3).map { try Samples.extracted("EPR-\($0)") }
            for letter in letters {
                try await conversion.publish(
                    Samples.parked(letter), to: Exchange.parked, routingKey: Stage.conversion.rawValue)
            }
            for _ in 1...2 {
                let list = try await tool.run("parked", "list")
                #expect(list.status == 0)
                #expect(list.text.contains("conversion: 3 parked"))
                for letter in letters { #expect(list.text.contains(letter.id.description)) }
            }
            let show = try await tool.run("parked", "show", letters[0].id.description)
            #expect(show.text.contains("failed-stage: conversion"))

            let replay = try await tool.run("parked", "replay", letters[0].id.description)
            #expect(replay.text == "1 message was sent back to its stage.\n")
            let discard = try await tool.run("parked", "discard", letters[1].id.description, "--reason", "by post")
            #expect(discard.text.contains("is closed"))
            let rest = try await tool.run("parked", "list")
            #expect(rest.text.contains("conversion: 1 parked"))
            #expect(rest.text.contains(letters[2].id.description))

            let back = await first(conversion.deliveries(from: Stage.conversion.queue, prefetch: 5))
            #expect(back?.body == letters[0].body)
            #expect(back?.parking == nil)
            let reporting = RabbitMQ(
                try BrokerSettings(url: node.url(user: "reporting")),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let closed = await first(
                reporting.deliveries(from: Stage.reporting.queue, prefetch: 50)
            ) { $0.routingKey == "letter.closed" }
            let outcome: LetterOutcome = try Event(body: try #require(closed).body).payload()
            #expect(outcome.facts == Samples.facts("EPR-2"))
            #expect(outcome.by == OperatorAction(name: "pat", reason: "by post"))
            await reporting.shutDown()
        }
    }

    @Test("sends no forged message back unless told to, and closes no letter for one")
    func forged() async throws {
        try await withNode { node, tool, conversion in
            let letter = try Samples.extracted("EPR-21")
            try await conversion.publish(
                Samples.parked(letter, Provenance.code), to: Exchange.parked, routingKey: Stage.conversion.rawValue)
            let id = letter.id.description
            let replay = try await tool.run("parked", "replay", id)
            #expect(replay.status == 1)
            #expect(replay.text.contains("1 of 1 stay parked"), "\(replay.text)")
            let all = try await tool.run("parked", "replay", "--code", Provenance.code)
            #expect(all.text.contains("0 messages were sent back"), "\(all.text)")
            let discard = try await tool.run("parked", "discard", id, "--reason", "nobody of ours made it")
            #expect(discard.text == "Discarded; it was not believed, so no delivery is closed.\n")

            try await conversion.publish(
                Samples.parked(letter, Provenance.code), to: Exchange.parked, routingKey: Stage.conversion.rawValue)
            let believed = try await tool.run("parked", "replay", id, "--believe")
            #expect(believed.text == "1 message was sent back to its stage.\n")
            let back = await first(conversion.deliveries(from: Stage.conversion.queue, prefetch: 5)) {
                $0.properties.messageID == id
            }
            #expect(back?.properties.userID == "operator")
        }
    }

    @Test("shows what a hostile message says of itself, and takes none of it for a command to the terminal")
    func hostile() async throws {
        try await withNode { _, tool, conversion in
            let escape = "\u{1B}]0;pwned\u{07}\u{1B}[31m\u{9B}2J"
            let id = "hostile-\(UUID().uuidString.lowercased())"
            let properties = MessageProperties(
                contentType: escape, messageID: id + escape, type: escape,
                headers: [
                    "failed-stage": .string(escape), "failure-code": .string(escape),
                    "failure-detail": .string("first\nreporting: 0 parked" + escape), escape: .string(escape),
                    "nested": .array([.table([escape: .array([.string(escape)])])]),
                ])
            try await conversion.publish(
                OutgoingMessage(body: Data(escape.utf8), properties: properties), to: Exchange.parked,
                routingKey: Stage.conversion.rawValue)
            for arguments in [["list"], ["show", id], ["replay", id], ["discard", id, "--reason", "no event"]] {
                let printed = try await tool.run(arguments: ["parked"] + arguments)
                let controls = printed.text.unicodeScalars.filter {
                    $0.properties.generalCategory == .control && $0 != "\n"
                }
                #expect(controls.isEmpty, "\(arguments)")
                #expect(!printed.text.contains("\nreporting: 0 parked"))
            }
        }
    }

    @Test("looks at what is parked as often as one likes, and it lies there as before", .timeLimit(.minutes(3)))
    func looking() async throws {
        try await withNode { _, tool, conversion in
            let letter = try Samples.extracted("EPR-31")
            try await conversion.publish(
                Samples.parked(letter), to: Exchange.parked, routingKey: Stage.conversion.rawValue)
            // Once more than the work queues' delivery limit would bear.
            for _ in 1...22 {
                let shown = try await tool.run("parked", "show", letter.id.description)
                #expect(shown.status == 0, "\(shown.text)")
            }
            let discard = try await tool.run("parked", "discard", letter.id.description, "--reason", "a test")
            #expect(discard.status == 0, "\(discard.text)")
        }
    }

    @Test("finds that a binding is missing, and that all is well when it is not")
    func topology() async throws {
        try await withNode { node, tool, _ in
            let good = try await tool.run("topology", "check")
            #expect(good.status == 0, "\(good.text)")
            #expect(good.text.contains("Not compared: users, tags and permissions"))
            let exported = node.directory.appending(path: "exported.json").path
            func check() async throws -> (status: Int32, text: String) {
                try node.control("export_definitions", exported)
                return try await tool.run(
                    "topology", "check", "--exported", exported,
                    settings: ["BROKER_URL": node.url(user: "inspector")])
            }
            let whole = try await check()
            #expect(whole.status == 0, "\(whole.text)")
            #expect(!whole.text.contains("Not compared"))

            try node.control("set_user_tags", "extraction", "administrator")
            try node.control("set_permissions", "-p", "letters", "conversion", "", ".*", ".*")
            try node.control("set_topic_permissions", "-p", "letters", "transport", "letters", ".*", ".*")
            try node.control(
                "set_operator_policy", "-p", "letters", "--apply-to", "queues", "evil", "^nothing$",
                #"{"max-length":1}"#)
            let wrong = try await check()
            #expect(wrong.status == 1)
            for words in [
                "user extraction: tags is [\"administrator\"], must be []", "permission conversion: write is",
                "topic permission transport on letters: write is", "operator policy evil is not in the definitions",
            ] {
                #expect(wrong.text.contains(words), "\(wrong.text)")
            }
            try node.control("set_user_tags", "extraction", "")
            try node.control("clear_operator_policy", "-p", "letters", "evil")
            try node.control("import_definitions", node.directory.appending(path: "definitions.json").path)
            let mended = try await check()
            #expect(mended.status == 0, "\(mended.text)")
            _ = try node.control(
                "eval",
                """
                rabbit_binding:remove({binding,{resource,<<"letters">>,exchange,<<"letters">>},<<"letter.extracted">>,\
                {resource,<<"letters">>,queue,<<"letters.conversion">>},[]},<<"test">>).
                """)
            let bad = try await tool.run("topology", "check")
            #expect(bad.status == 1)
            #expect(bad.text.contains("binding letters –letter.extracted→ letters.conversion is missing"))
        }
    }

    @Test(
        "gives a stage again what lay in its queue when that was deleted, and nothing else", .timeLimit(.minutes(3)))
    func replayFromStream() async throws {
        try await withNode { node, tool, _ in
            func user(_ name: String) throws -> RabbitMQ {
                RabbitMQ(
                    try BrokerSettings(url: node.url(user: name)),
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            }
            let letters = try (11...13).map { try Samples.extracted("EPR-\($0)") }
            let extraction = try user("extraction")
            for letter in letters { try await extraction.publish(letter) }
            let transport = try user("transport")
            try await transport.publish(try Samples.received())
            // Extraction says in transport's name that a letter be converted again: the stream has it too.
            let forged = try Event(
                .letterReconvert, LetterOutcome(facts: Samples.facts("EPR-11")), about: "x", cause: "x",
                from: .transport, at: Samples.now)
            try await extraction.publish(
                OutgoingMessage(forged), to: Exchange.letters, routingKey: "letter.extracted")

            _ = try node.control("delete_queue", "-p", "letters", Stage.conversion.queue)
            let lost = try await tool.run("replay", "--from-stream", "--stage", "conversion")
            #expect(lost.status == 1)
            #expect(lost.text.contains("letters.conversion is bound to nothing: import the definitions"))

            _ = try node.control("import_definitions", node.directory.appending(path: "definitions.json").path)
            let replay = try await tool.run("replay", "--from-stream", "--stage", "conversion")
            try #require(replay.status == 0, "\(replay.text)")
            #expect(replay.text.contains("1 were not sent, because their publisher may not publish them"))
            let conversion = try user("conversion")
            var back: Set<String> = []
            for await delivery in conversion.deliveries(from: Stage.conversion.queue, prefetch: 50) {
                delivery.acknowledge()
                back.insert(delivery.properties.messageID ?? "")
                if back.isSuperset(of: letters.map(\.id.description)) { break }
            }
            #expect(!back.contains(try Samples.received().id.description))
            #expect(!back.contains(forged.id.description))

            let later = try await tool.run(
                "replay", "--from-stream", "--stage", "conversion", "--since", "2099-01-01T00:00:00Z")
            #expect(later.text.hasSuffix(" 0 sent to conversion.\n"))
            for broker in [extraction, transport, conversion] { await broker.shutDown() }
        }
    }

    @Test("says in one line what is wrong with its settings or the broker")
    func troubles() async throws {
        try await withNode { node, tool, _ in
            let none = try await tool.run("parked", "list", settings: ["BROKER_URL": ""])
            #expect(none.status == 78)
            #expect(none.text.hasPrefix("meshpost: BROKER_URL is missing"))
            let password = try await tool.run(
                "parked", "list", settings: ["BROKER_URL": "amqp://operator:wrong@127.0.0.1:\(node.ports.amqp)/letters"]
            )
            #expect(password.status == 1, "\(password.text)")
            #expect(!password.text.contains("wrong"))
            #expect(password.text.split(separator: "\n").count == 1)
            let reporting = try await tool.run(
                "letter", "trace", "x", settings: ["REPORTING_URL": "http://127.0.0.1:9"])
            #expect(reporting.status == 1)
            #expect(reporting.text.contains("REPORTING_URL"))
        }
    }

    private func first(_ deliveries: Deliveries, where fits: (Delivery) -> Bool = { _ in true }) async -> Delivery? {
        for await delivery in deliveries {
            delivery.acknowledge()
            if fits(delivery) { return delivery }
        }
        return nil
    }
}
