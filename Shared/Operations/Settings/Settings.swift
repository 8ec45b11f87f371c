import Configuration
public import Foundation
public import Letters
import SystemPackage

/// An executable's settings: environment variables over a JSON file with the same keys nested.
///
/// `BROKER_URL` is `broker.url` in the file, and `MESH_POLL_SECONDS` is `mesh.pollSeconds`: the first word names the
/// group, the others follow in camel case. Errors are thrown as `SettingError`, which names the variable.
public struct Settings: Sendable {
    private let reader: ConfigReader
    /// The executable that reads the settings; nil in tests.
    private let user: Stage?
    /// The names of all environment variables, and the keys of the file.
    let given: (variables: Set<String>, keys: Set<String>)

    /// - Parameters:
    ///   - user: the executable that reads them.
    ///   - file: the JSON file of `--config`, or nil.
    public init(
        for user: Stage? = nil, environment: [String: String] = ProcessInfo.processInfo.environment, file: String?
    ) async throws {
        let environment = environment.filter { !$0.value.isEmpty }
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider(environmentVariables: environment)]
        var keys: Set<String> = []
        if let file {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
            } catch {
                throw SettingError("--config", "\(file) cannot be read as a JSON object of settings")
            }
            keys = Self.keys(inFile: file)
        }
        reader = ConfigReader(providers: providers)
        self.user = user
        given = (Set(environment.keys), keys)
    }

    /// Creates settings for tests.
    public init(_ values: [String: String]) {
        reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))
        user = nil
        given = (Set(values.keys), [])
    }

    /// The value of a setting, or its default.
    ///
    /// - Throws: `SettingError` if it is missing or invalid.
    public func value<Value>(of setting: Setting<Value>) throws(SettingError) -> Value {
        try setting.read(try text(of: setting))
    }

    /// The value of an optional setting that this caller requires.
    ///
    /// - Throws: `SettingError` if it is missing or invalid.
    public func required<Value>(_ setting: Setting<Value?>) throws(SettingError) -> Value {
        guard let value = try value(of: setting) else { throw .missing(setting.declaration) }
        return value
    }

    /// The text of a setting without validation; nil if it is absent or empty.
    public func text<Value>(of setting: Setting<Value>) throws(SettingError) -> String? {
        assert(
            user.map(setting.declaration.users.contains) ?? true, "\(setting.name) is not declared for \(user as Any)")
        return setting.declaration.isSecret ? try secret(setting.declaration) : text(setting.name)
    }

    func text(_ name: String) -> String? {
        guard let text = raw(name)?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
        return text
    }

    /// The secret from the setting itself, or from the file that `<name>_FILE` names; nil if neither is set.
    private func secret(_ declaration: SettingDeclaration) throws(SettingError) -> String? {
        switch (raw(declaration.name), text(declaration.fileName)) {
        case (nil, nil): return nil
        case (let secret?, nil): return secret
        case (nil, let path?):
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw SettingError(declaration.fileName, "names \(path), which cannot be read")
            }
            let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
            guard !text.isEmpty else { throw SettingError(declaration.fileName, "names \(path), which is empty") }
            return text
        case (_?, _?): throw SettingError(declaration.name, "and \(declaration.fileName) are both set: keep one")
        }
    }

    private func raw(_ name: String) -> String? {
        let key = ConfigKey(Self.key(name))
        if let text = try? reader.requiredString(forKey: key, isSecret: true) { return text }
        // The settings file may have a number or a boolean here.
        if let number = try? reader.requiredInt(forKey: key) { return String(number) }
        if let flag = try? reader.requiredBool(forKey: key) { return String(flag) }
        return nil
    }

    /// `MESH_POLL_SECONDS` → `mesh.pollSeconds`.
    static func key(_ name: String) -> String {
        let words = name.lowercased().split(separator: "_")
        guard let group = words.first else { return name }
        let rest = words.dropFirst()
        guard let second = rest.first else { return String(group) }
        return "\(group).\(second)" + rest.dropFirst().map(\.capitalized).joined()
    }

    private static func keys(inFile path: String) -> Set<String> {
        func keys(_ object: [String: Any], under group: String?) -> [String] {
            object.flatMap { name, value in
                let key = group.map { "\($0).\(name)" } ?? name
                return (value as? [String: Any]).map { keys($0, under: key) } ?? [key]
            }
        }
        let data = FileManager.default.contents(atPath: path) ?? Data()
        let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        return Set(keys(object ?? [:], under: nil))
    }
}
