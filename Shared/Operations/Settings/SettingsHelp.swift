public import ArgumentParser
import Foundation
public import Letters

/// Extends `--help` by a table of settings.
public enum SettingsHelp {
    /// Prints the help and exits if help is the only argument; otherwise returns.
    public static func answer(_ command: (some ParsableCommand).Type, for user: Stage) {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments == ["--help"] || arguments == ["-h"] || arguments == ["help"] else { return }
        print(command.helpMessage())
        print(SettingsTable.help(for: user))
        exit(0)
    }
}
