import ArgumentParser
import Operations

/// `meshpost`: what an operator does by hand.
@main
struct OperatorMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meshpost", abstract: "Look into MeshPost and see to what needs a person.",
        discussion: """
            Settings come from the environment or from --config FILE, as for the services:
              BROKER_URL       amqp://operator:password@host:5672/letters (or BROKER_URL_FILE)
              MANAGEMENT_URL   the broker's management API (default: port 15672 of the same host)
              REPORTING_URL    the reporting service, for `letter`
              HEALTH_URLS      name=URL of each service, for `health`
            """,
        version: Version.text,
        subcommands: [
            TopologyCommand.self, ParkedCommand.self, ReplayCommand.self, LetterCommand.self, HealthCommand.self,
            ValidateCommand.self, PracticesCommand.self,
        ])
}
