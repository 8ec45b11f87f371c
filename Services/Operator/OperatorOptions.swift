import ArgumentParser
import Broker
import Documents
import Foundation
import Letters
import Logging
import Messages
import Operations
import Pipeline

/// The options and connections that all commands share.
struct OperatorOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "A JSON file of settings; environment variables override it.")
    var configurationFile: String?

    func settings() async throws -> Settings { try await Settings(for: .operator, file: configurationFile) }

    /// Runs a command's body. An error is printed as one line on standard error and becomes the exit status: 78 for a
    /// wrong setting, 1 for any other.
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

    /// Opens the parked queues for `body`; messages that it does not settle are returned to their queues.
    func withParkedQueues(_ body: (ParkedQueues) async throws -> Void) async throws {
        try await guarded {
            try await withBroker { broker in
                let queues = ParkedQueues(broker)
                defer { queues.putBack() }
                try await body(queues)
            }
        }
    }

    /// Publishes an operator's action on a letter.
    ///
    /// - Parameter isForced: true to allow a letter that has arrived already.
    func act(
        on id: String, isForced: Bool, _ action: (DeliveryFacts, _ cause: String) throws -> LetterAction
    ) async throws {
        try await act(on: id) { letter, cause in
            if !isForced { try letter.mayBeSentAgain() }
            return try action(letter.facts, cause)
        }
    }

    /// Publishes an operator's action, built from all that reporting knows of the letter.
    func act(on id: String, _ action: (ReportedLetter, _ cause: String) throws -> LetterAction) async throws {
        try await guarded {
            let settings = try await settings()
            let letter = try await reporting(settings).letter(id)
            let event = try action(letter, "operator:\(UUID().uuidString.lowercased())").event(at: Date())
            try await withBroker { try await $0.publish(event) }
            say("\(event.type) is published for delivery \(letter.facts.delivery).")
        }
    }

    func withBroker(_ body: (RabbitMQ) async throws -> Void) async throws {
        let context = ServiceContext(
            stage: .operator, settings: try await settings(),
            logger: Logger(label: "meshpost") { _ in SwiftLogNoOpLogHandler() }, health: Health(),
            metrics: MetricsRegistry())
        let broker = try context.broker(exchanges: [], queues: [])
        try await broker.check()
        do {
            try await body(broker)
        } catch {
            await broker.shutDown()
            throw error
        }
        await broker.shutDown()
    }

    /// Opens the document store, for commands that show documents.
    func documents(_ settings: Settings) throws -> DocumentStore { try DocumentsSetting.store(settings) }

    func management(_ settings: Settings) throws -> ManagementAPI {
        let broker: BrokerSettings
        do {
            broker = try BrokerSettings(url: settings.value(of: BrokerSetting.url))
        } catch let error as BrokerURLError {
            throw SettingError(BrokerSetting.url, error.description)
        }
        // The management plugin's usual ports (rabbitmq.com, "Networking").
        let usual = broker.hosts.first.map { broker.usesTLS ? "https://\($0.name):15671" : "http://\($0.name):15672" }
        guard let base = try settings.value(of: OperatorSetting.management) ?? usual.flatMap(URL.init(string:)) else {
            throw SettingError(OperatorSetting.management, "is missing: set it to http://host:15672")
        }
        return ManagementAPI(
            base: base, virtualHost: broker.virtualHost, user: broker.user, password: broker.password,
            http: HTTPReader())
    }

    func reporting(_ settings: Settings) throws -> ReportingAPI {
        ReportingAPI(base: try settings.value(of: OperatorSetting.reporting), http: HTTPReader())
    }
}
