import Broker
import Foundation
import TestSupport
import Testing

extension DisturbedBrokerTests {
    @Test(
        "a wrong password is told as a refused login, without the password, and work goes on once it is the right one")
    func wrongPassword() async throws {
        try await with { node, _ in
            var settings = try BrokerSettings(url: node.url(user: "conversion"))
            settings.password = "not-the-password"
            let observed = ObservedBroker(settings)
            let error = await #expect(throws: BrokerError.self) { try await observed.broker.check() }
            #expect(error?.code == "forbidden")
            let publish = PublishUnderWay(.test("x"), to: "letters", "letter.refused", by: observed.broker)
            #expect(try await publish.end()?.code == "not-connected")
            _ = try await observed.tells("ogin was refused")
            #expect(observed.troubles.allSatisfy { !$0.contains("not-the-password") })

            try node.control("change_password", "conversion", "not-the-password")
            do {
                try await observed.publishUntilConfirmed("y", to: "letters", "letter.refused")
                try await observed.isWell()
            } catch {
                Issue.record(error)
            }
            try node.control("change_password", "conversion", node.passwords["conversion"] ?? "")
            await observed.broker.shutDown()
        }
    }

    @Test("a dead first host is passed over")
    func severalHosts() async throws {
        try await with { node, _ in
            var settings = try BrokerSettings(url: node.url(user: "conversion"))
            settings.hosts.insert(.init(name: "127.0.0.1", port: try FreePorts.take(1)[0]), at: 0)
            let observed = ObservedBroker(settings)
            try await observed.broker.check()
            try await observed.publishUntilConfirmed("x", to: "letters", "letter.refused")
            try await observed.isWell()
            await observed.broker.shutDown()
        }
    }

    @Test("what must be there and is not is named before work begins")
    func required() async throws {
        try await with { node, _ in
            var settings = try BrokerSettings(url: node.url(user: "conversion"))
            settings.requiredQueues = ["letters.conversion", "letters.elsewhere"]
            let observed = ObservedBroker(settings)
            let error = await #expect(throws: BrokerError.self) { try await observed.broker.check() }
            #expect(error?.code == "missing")
            #expect(error?.description.contains("letters.elsewhere") == true)
            await observed.broker.shutDown()
        }
    }
}
