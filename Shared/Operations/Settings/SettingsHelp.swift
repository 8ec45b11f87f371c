public import ArgumentParser
import Foundation
public import Letters

/// `--help` with the table of settings below the usual text.
public enum SettingsHelp {
    /// Prints it and ends the process when an executable is asked for nothing but its help; else does nothing.
    public static func answer(_ command: (some ParsableCommand).Type, for user: Stage) {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments == ["--help"] || arguments == ["-h"] || arguments == ["help"] else { return }
        print(command.helpMessage())
        print(SettingsTable.help(for: user))
        exit(0)
    }
}
