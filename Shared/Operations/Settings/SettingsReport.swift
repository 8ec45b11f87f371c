import Foundation
public import Letters

/// The report of `--check` on the settings: the value of each, and names that are not settings.
public struct SettingsReport: Sendable {
    /// One line for each setting of the executable. For a secret, the line only says whether it is set.
    public let values: [String]
    /// One sentence for each environment variable and each key of the file that is probably misspelt.
    public let warnings: [String]

    public init(_ settings: Settings, of user: Stage) {
        let declarations = SettingDeclaration.all(of: user)
        let width = declarations.map(\.name.count).max() ?? 0
        values = declarations.map { declaration in
            let name = declaration.name.padding(toLength: width, withPad: " ", startingAt: 0)
            return "      \(name)  \(Self.words(declaration, settings))"
        }
        warnings = Self.unknownVariables(settings) + Self.unknownKeys(settings)
    }

    public var text: String {
        (["settings:"] + values + warnings.map { "WARNING \($0)" }).joined(separator: "\n")
    }

    private static func words(_ declaration: SettingDeclaration, _ settings: Settings) -> String {
        if declaration.isSecret {
            let isSet = [declaration.name, declaration.fileName].contains { settings.text($0) != nil }
            return isSet ? "set" : "not set"
        }
        if let text = settings.text(declaration.name) { return text }
        return declaration.standard.map { "\($0) (default)" } ?? "not set"
    }

    private static func unknownVariables(_ settings: Settings) -> [String] {
        settings.given.variables.subtracting(names).filter { name in prefixes.contains { name.hasPrefix($0) } }
            .subtracting(foreign).sorted().map { "\($0) is set, but no setting is called so: is it mistyped?" }
    }

    private static func unknownKeys(_ settings: Settings) -> [String] {
        settings.given.keys.subtracting(names.map(Settings.key)).sorted()
            .map { "the settings file has \($0), but no setting is called so: is it mistyped?" }
    }

    /// The names of all executables' settings, because several executables may share one environment or file.
    private static let names = Set(SettingDeclaration.all.flatMap { $0.isSecret ? [$0.name, $0.fileName] : [$0.name] })
    private static let prefixes = Set(names.map { "\($0.prefix { $0 != "_" })_" })
    /// Variables of other programs with a prefix like ours.
    private static let foreign: Set = ["HTTP_PROXY"]
}
