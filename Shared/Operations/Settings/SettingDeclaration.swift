public import Letters

/// The public facts about a setting. `--help`, `--check`, the code that reads it and the table in
/// deploy/docs/OPERATING.md are all derived from it.
public struct SettingDeclaration: Equatable, Sendable {
    public enum Need: Equatable, Sendable {
        case always, never
        /// Required under this condition, for example "unless MESH_CLIENT_DIRECTORY is set".
        case when(String)
    }

    /// The name of the environment variable; the key in the settings file is derived from it.
    public let name: String
    /// The meaning in one sentence.
    public let meaning: String
    /// The form of the value, with its unit.
    public let form: String
    /// What applies if it is not set, in words; nil if there is no default.
    public let standard: String?
    public let need: Need
    /// True for a secret: its value is never printed, and may come from the file that `fileName` names.
    public let isSecret: Bool
    /// The executables that read it; `.operator` is `meshpost`.
    public let users: [Stage]

    /// The name of the setting that names a file with the secret.
    public var fileName: String { "\(name)_FILE" }

    /// Whether an executable requires the setting. `meshpost` requires a setting only for the commands that use it.
    func need(of user: Stage) -> Need {
        user == .operator && need == .always ? .when("for the commands that use it") : need
    }

    /// All settings in display order.
    public static let all: [SettingDeclaration] = [
        ServiceSetting.all, BrokerSetting.all, DocumentsSetting.all, OrganisationSetting.all, ExtractionSetting.all,
        ConversionSetting.all, MeshSetting.all, MeshClientSetting.all, WaitSetting.all, ReportingSetting.all,
        OperatorSetting.all,
    ].flatMap { $0 }

    /// The settings that an executable reads.
    public static func all(of user: Stage) -> [SettingDeclaration] { all.filter { $0.users.contains(user) } }
}

extension [Stage] {
    static let everyone = Stage.allCases
    static let services: [Stage] = [.extraction, .conversion, .transport, .acknowledgement, .reporting]
    static let stateful: [Stage] = [.extraction, .transport, .acknowledgement, .reporting]
}
