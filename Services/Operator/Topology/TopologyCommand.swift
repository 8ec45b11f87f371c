import ArgumentParser
import Foundation
import Operations

/// `meshpost topology …`
struct TopologyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "Whether the broker is as its definitions say.", subcommands: [Check.self],
        defaultSubcommand: Check.self)

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare exchanges, queues, bindings and policies with definitions.json.",
            discussion: """
                A missing binding loses letters without an error, because reporting hears every routing key; so run this
                after every change to the broker. Prints what differs, and ends with 1 when anything does.

                MANAGEMENT_URL is the management API (by default port 15672 of the host in BROKER_URL).
                """)

        @Option(help: "The definitions (default: definitions.json beside meshpost, or TOPOLOGY_DEFINITIONS).")
        var definitions: String?

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.guarded {
                let settings = try await options.settings()
                let file = try DefinitionsFile.find(try definitions ?? settings.string("TOPOLOGY_DEFINITIONS"))
                let required = try Topology(definitions: try Data(contentsOf: file))
                let actual = try await options.management(settings).topology()
                let differences = actual.differences(from: required)
                guard !differences.isEmpty else {
                    say("The broker is as \(file.lastPathComponent) says: \(required.items.count) things compared.")
                    return
                }
                for difference in differences { say(difference) }
                throw Trouble(
                    "\(differences.count) differences from \(file.lastPathComponent): import it again, and remove by "
                        + "hand what is not in it")
            }
        }
    }
}
