import ArgumentParser
import Broker
import Foundation
import Letters
import Logging
import Messages
import Operations
import Pipeline

/// What every command knows: where the broker and reporting are.
struct OperatorOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "A JSON file of settings; environment variables override it.")
    var configurationFile: String?

    func settings() async throws -> Settings { try await Settings(file: configurationFile) }

    /// Runs a command's work; whatever goes wrong becomes one line on standard error and an exit status.
    func guarded(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as SettingError {
            fail("\(error)")
            throw ExitCode(78)
        } catch let error as ExitCode {
            throw error
        } catch let error as ValidationError {
            throw error
        } catch {
            fail("\(error)")
            throw ExitCode.failure
        }
    }

    private func fail(_ line: String) {
        let line = TerminalText.escaped(line, keepingLines: true)
        FileHandle.standardError.write(Data("meshpost: \(line)\n".utf8))
    }

    /// Looks into the parked queues; whatever the body does not settle goes back.
    func withParkedQueues(_ body: (ParkedQueues) async throws -> Void) async throws {
        try await guarded {
            try await withBroker { broker in
                let queues = ParkedQueues(broker)
                defer { queues.putBack() }
                try await body(queues)
            }
        }
    }

    /// Publishes a person's action on a letter that reporting knows.
    func act(
        on id: String, isForced: Bool, _ action: (DeliveryFacts, _ cause: String) throws -> LetterAction
    ) async throws {
        try await guarded {
            let settings = try await settings()
            let letter = try await reporting(settings).letter(id)
            if !isForced { try letter.mayBeSentAgain() }
            let event = try action(letter.facts, "operator:\(UUID().uuidString.lowercased())").event(at: Date())
            try await withBroker { try await $0.publish(event) }
            say("\(event.type) is published for delivery \(letter.facts.delivery).")
        }
    }

    func withBroker(_ body: (RabbitMQ) async throws -> Void) async throws {
        let ground = Ground(
            stage: .operator, settings: try await settings(),
            logger: Logger(label: "meshpost") { _ in SwiftLogNoOpLogHandler() }, health: Health(),
            metrics: MetricsRegistry())
        let broker = try ground.broker(exchanges: [], queues: [])
        try await broker.check()
        do {
            try await body(broker)
        } catch {
            await broker.shutDown()
            throw error
        }
        await broker.shutDown()
    }

    func management(_ settings: Settings) throws -> ManagementAPI {
        let broker: BrokerSettings
        do {
            broker = try BrokerSettings(
                url: settings.requiredSecret("BROKER_URL", "amqp://operator:password@host:5672/letters"))
        } catch let error as BrokerURLError {
            throw SettingError("BROKER_URL", error.description)
        }
        // The management plugin's usual ports (rabbitmq.com, "Networking").
        let usual = broker.hosts.first.map { broker.usesTLS ? "https://\($0.name):15671" : "http://\($0.name):15672" }
        let text = try settings.string("MANAGEMENT_URL") ?? usual ?? ""
        guard let base = URL(string: text.hasSuffix("/") ? String(text.dropLast()) : text), base.host() != nil else {
            throw SettingError("MANAGEMENT_URL", "is \"\(text)\": it must be http://host:15672")
        }
        return ManagementAPI(
            base: base, virtualHost: broker.virtualHost, user: broker.user, password: broker.password,
            http: HTTPReader())
    }

    func reporting(_ settings: Settings) throws -> ReportingAPI {
        let text = try settings.required("REPORTING_URL", "the reporting service's address, http://host:port")
        guard let base = URL(string: text.hasSuffix("/") ? String(text.dropLast()) : text), base.host() != nil else {
            throw SettingError("REPORTING_URL", "is \"\(text)\": it must be http://host:port")
        }
        return ReportingAPI(base: base, http: HTTPReader())
    }
}
