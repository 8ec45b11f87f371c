import ArgumentParser
import Foundation
import Letters
import Messages
import Operations

/// `meshpost settings`
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Say what meshpost's own settings come to.",
        discussion: "Of a secret it says only whether it is set. `meshpost --help` lists what can be set.")

    @Option(help: .hidden)
    var into: String?

    @OptionGroup var options: OperatorOptions

    func run() async throws {
        try await options.guarded {
            guard let into else { return print(SettingsReport(try await options.settings(), of: .operator).text) }
            guard let data = FileManager.default.contents(atPath: into) else {
                throw Trouble("\(into) cannot be read")
            }
            let parts = [SettingsTable.part, CodeTable.part, MetricsTable.part]
            let document = try parts.reduce(String(decoding: data, as: UTF8.self)) { document, part in
                guard let replaced = part.replaced(in: document) else {
                    throw Trouble("\(into) has no text between \(part.begin) and \(part.end)")
                }
                return replaced
            }
            try Data(document.utf8).write(to: URL(filePath: into), options: .atomic)
        }
    }
}
