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
            abstract: "Compare the broker's topology and its users' rights with definitions.json.",
            discussion: """
                A missing binding loses letters without an error, because reporting hears every routing key; so run this
                after every change to the broker. Prints what differs, and ends with 1 when anything does.

                MANAGEMENT_URL is the management API (by default port 15672 of the host in BROKER_URL). As the user
                inspector, who may see the cluster's nodes, it also finds a queue that one of them has no part of.

                The API shows users and their rights to administrators alone, and MeshPost has none. Write them down on
                the broker's host and name the file:
                  rabbitmqctl export_definitions /tmp/exported.json
                  meshpost topology check --exported /tmp/exported.json
                """)

        @Option(help: "What `rabbitmqctl export_definitions` wrote: users, tags and permissions are compared too.")
        var exported: String?

        @Option(
            name: .customLong("administrator"),
            help: "A user of the broker, not in the definitions, who may have a tag above all rights (repeatable).")
        var administrators: [String] = []

        @Option(help: "The definitions (default: definitions.json beside meshpost, or TOPOLOGY_DEFINITIONS).")
        var definitions: String?

        @OptionGroup var output: OutputForm
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.guarded {
                let settings = try await options.settings()
                let file = try DefinitionsFile.find(try definitions ?? settings.value(of: OperatorSetting.definitions))
                let required = try Topology(definitions: try Data(contentsOf: file))
                let management = try options.management(settings)
                let here = required.only([.exchange, .queue, .binding, .policy])
                var differences = try await management.topology().differences(from: here)
                differences += try await management.members().differences
                var compared = here.items.count
                if let exported {
                    let rights = required.only([.user, .permission, .topicPermission])
                    let stranger = Set(administrators.map { Topology.Item(kind: .user, name: $0) })
                    let actual = try Topology(rightsIn: try read(exported), of: management.virtualHost)
                    differences += actual.without(stranger).differences(from: rights)
                    compared += rights.items.count
                } else if !output.isJSON {
                    say(
                        "Not compared: users, tags and permissions, which the API does not show us: add --exported, "
                            + "see --help.")
                }
                let report = TopologyReport(
                    compared: compared, rightsCompared: exported != nil, differences: differences)
                guard !differences.isEmpty else {
                    try output.say(
                        report, "The broker is as \(file.lastPathComponent) says: \(compared) things compared.")
                    return
                }
                try output.say(report, differences.joined(separator: "\n"))
                throw Trouble(
                    "\(differences.count) differences from \(file.lastPathComponent): import it again, and remove by "
                        + "hand what is not in it")
            }
        }

        private func read(_ path: String) throws -> Data {
            do {
                return try Data(contentsOf: URL(filePath: path))
            } catch {
                throw Trouble("\(path) cannot be read: name what `rabbitmqctl export_definitions` wrote")
            }
        }
    }
}

/// The output of `meshpost topology check --json`.
struct TopologyReport: Encodable {
    /// The number of entries compared.
    var compared: Int
    /// True when users and rights were compared too.
    var rightsCompared: Bool
    var differences: [String]
}
