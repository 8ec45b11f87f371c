import Configuration
public import Foundation
public import Letters
import SystemPackage

/// A service's settings: environment variables over a JSON file with the same keys nested.
///
/// `BROKER_URL` is `broker.url` in the file and `MESH_POLL_SECONDS` is `mesh.pollSeconds`: the first word names the
/// group, the others follow in camel case. Whatever is wrong is thrown as a `SettingError` that names the variable.
public struct Settings: Sendable {
    private let reader: ConfigReader

    /// - Parameter file: the JSON file of `--config`, or nil.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment, file: String?) async throws {
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty })
        ]
        if let file {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
            } catch {
                throw SettingError("--config", "\(file) cannot be read as a JSON object of settings")
            }
        }
        reader = ConfigReader(providers: providers)
    }

    /// Settings for tests.
    public init(_ values: [String: String]) {
        reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))
    }

    /// `MESH_POLL_SECONDS` → `mesh.pollSeconds`.
    static func key(_ name: String) -> String {
        let words = name.lowercased().split(separator: "_")
        guard let group = words.first else { return name }
        let rest = words.dropFirst()
        guard let second = rest.first else { return String(group) }
        return "\(group).\(second)" + rest.dropFirst().map(\.capitalized).joined()
    }

    private func value(_ name: String) throws(SettingError) -> String? {
        let key = ConfigKey(Self.key(name))
        if let text = try? reader.requiredString(forKey: key, isSecret: true) { return text }
        // A number or a truth value in the file.
        if let number = try? reader.requiredInt(forKey: key) { return String(number) }
        if let flag = try? reader.requiredBool(forKey: key) { return String(flag) }
        return nil
    }

    /// The text of a setting, or nil when it is absent or empty.
    public func string(_ name: String) throws(SettingError) -> String? {
        guard let text = try value(name)?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
        return text
    }

    /// - Parameter hint: what to set it to, for the error's line.
    public func required(_ name: String, _ hint: String) throws(SettingError) -> String {
        guard let text = try string(name) else { throw SettingError(name, "is missing: set it to \(hint)") }
        return text
    }

    /// A secret, from the setting or from the file that `<name>_FILE` names; nil when neither is set.
    public func secret(_ name: String) throws(SettingError) -> String? {
        let file = try string("\(name)_FILE")
        let direct = try value(name)
        switch (direct, file) {
        case (nil, nil): return nil
        case (let secret?, nil): return secret
        case (nil, let path?):
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw SettingError("\(name)_FILE", "names \(path), which cannot be read")
            }
            let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
            guard !text.isEmpty else { throw SettingError("\(name)_FILE", "names \(path), which is empty") }
            return text
        case (_?, _?): throw SettingError(name, "and \(name)_FILE are both set: keep one")
        }
    }

    public func requiredSecret(_ name: String, _ hint: String) throws(SettingError) -> String {
        guard let text = try secret(name) else {
            throw SettingError(name, "is missing: set it, or \(name)_FILE, to \(hint)")
        }
        return text
    }

    public func integer(
        _ name: String, default standard: Int, in range: ClosedRange<Int> = 0...Int.max
    ) throws(SettingError) -> Int {
        guard let text = try string(name) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            let upper = range.upperBound == Int.max ? "or more" : "to \(range.upperBound)"
            throw SettingError(name, "is \"\(text)\": it must be a whole number, \(range.lowerBound) \(upper)")
        }
        return number
    }

    public func waiting(_ name: String, default standard: String) throws(SettingError) -> Waiting {
        let text = try string(name) ?? standard
        guard let waiting = Waiting(text) else {
            throw SettingError(name, "is \"\(text)\": it must be a number and a unit, like 15 min, 2 h or 5 d")
        }
        return waiting
    }

    /// One of the cases of an enumeration.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, default standard: Choice? = nil, as type: Choice.Type = Choice.self
    ) throws(SettingError) -> Choice where Choice.RawValue == String {
        let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        guard let text = try string(name) else {
            guard let standard else { throw SettingError(name, "is missing: set it to one of \(choices)") }
            return standard
        }
        guard let choice = Choice(rawValue: text) else {
            throw SettingError(name, "is \"\(text)\": it must be one of \(choices)")
        }
        return choice
    }

    /// Words separated by commas.
    public func list(_ name: String) throws(SettingError) -> [String] {
        try (string(name) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    /// A directory that exists and that we may write into.
    public func directory(_ name: String, _ hint: String) throws(SettingError) -> URL {
        let path = try required(name, hint)
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw SettingError(name, "names \(path), which is not a directory: create it")
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            throw SettingError(name, "names \(path), which this user may not write to")
        }
        return URL(filePath: path, directoryHint: .isDirectory)
    }

    /// A file that exists and can be read.
    public func file(_ name: String, _ hint: String) throws(SettingError) -> URL {
        let path = try required(name, hint)
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw SettingError(name, "names \(path), which cannot be read")
        }
        return URL(filePath: path, directoryHint: .notDirectory)
    }

    public func ods(_ name: String, _ hint: String) throws(SettingError) -> ODSCode {
        let text = try required(name, hint)
        guard let code = ODSCode(text) else {
            throw SettingError(name, "is \"\(text)\", which is not an ODS code: letters and digits, 3 to 12 of them")
        }
        return code
    }
}

/// Which patients and which MESH a service may touch (`ENVIRONMENT`): live refuses NHS numbers of the 999 test range,
/// test refuses all others and the live MESH hosts.
public enum TrustEnvironment: String, Sendable, CaseIterable {
    case live, test
}
