/// A setting that is missing or invalid. The service prints it in one line and exits with 78 (`EX_CONFIG`, sysexits.h).
public struct SettingError: Error, Equatable, CustomStringConvertible {
    /// The name of the environment variable, from which the key in the settings file is derived.
    public let setting: String
    /// What is wrong and what to do. Never contains the value of a secret.
    public let problem: String

    public init(_ setting: String, _ problem: String) {
        self.setting = setting
        self.problem = problem
    }

    public init<Value>(_ setting: Setting<Value>, _ problem: String) { self.init(setting.name, problem) }

    static func missing(_ declaration: SettingDeclaration) -> SettingError {
        let name = declaration.name
        return declaration.isSecret
            ? SettingError(name, "is missing: set it, or \(declaration.fileName), to \(declaration.form)")
            : SettingError(name, "is missing: set it to \(declaration.form)")
    }

    public var description: String { "\(setting) \(problem)" }
}
