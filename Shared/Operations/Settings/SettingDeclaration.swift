public import Letters

/// What everybody may know of a setting. `--help`, `--check`, the code that reads it and the table in
/// deploy/docs/OPERATING.md all take it from here.
public struct SettingDeclaration: Equatable, Sendable {
    public enum Need: Equatable, Sendable {
        case always, never
        /// Where these words are true: "unless MESH_CLIENT_DIRECTORY is set".
        case when(String)
    }

    /// The environment variable, which stands for the key in the settings file too.
    public let name: String
    /// One sentence.
    public let meaning: String
    /// What to set it to, with its unit.
    public let form: String
    /// What holds when it is not set, in words; nil when nothing does.
    public let standard: String?
    public let need: Need
    /// Never printed, and may come from the file that `fileName` names.
    public let isSecret: Bool
    /// The executables that read it; the operator is `meshpost`.
    public let users: [Stage]

    /// The setting that names a file with the secret.
    public var fileName: String { "\(name)_FILE" }

    /// Whether an executable must have it: `meshpost` needs no setting but for the commands that use it.
    func need(of user: Stage) -> Need {
        user == .operator && need == .always ? .when("for the commands that use it") : need
    }

    /// Every setting that there is, in the order in which they are shown.
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
