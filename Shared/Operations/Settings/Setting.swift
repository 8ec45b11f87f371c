public import Letters

/// A setting and the type of what it is set to: the one declaration that everything else is derived from.
///
/// `Settings.value(of:)` reads it. A `Setting<Value?>` may be left out.
public struct Setting<Value: Sendable>: Sendable {
    public let declaration: SettingDeclaration
    let read: @Sendable (_ text: String?) throws(SettingError) -> Value

    public var name: String { declaration.name }

    /// A setting that must be set.
    public init(
        required name: String, _ meaning: String, _ form: SettingForm<Value>, isSecret: Bool = false, of users: [Stage]
    ) {
        let declaration = SettingDeclaration(
            name: name, meaning: meaning, form: form.words, standard: nil, need: .always, isSecret: isSecret,
            users: users)
        self.declaration = declaration
        read = { text throws(SettingError) in
            guard let text else { throw .missing(declaration) }
            return try form.value(text, of: name)
        }
    }

    /// A setting with a default.
    ///
    /// - Parameters:
    ///   - standard: as a person would write it.
    ///   - words: what the tables say of it, where it is not the same on every machine.
    public init(
        _ name: String, _ meaning: String, _ form: SettingForm<Value>, default standard: String,
        inWords words: String? = nil, of users: [Stage]
    ) {
        declaration = SettingDeclaration(
            name: name, meaning: meaning, form: form.words, standard: words ?? standard, need: .never, isSecret: false,
            users: users)
        read = { text throws(SettingError) in try form.value(text ?? standard, of: name) }
    }

    /// A setting that may be left out.
    ///
    /// - Parameters:
    ///   - absent: what holds then.
    ///   - condition: where it must be set nevertheless; the code that reads it calls `Settings.required`.
    public init<Wrapped>(
        optional name: String, _ meaning: String, _ form: SettingForm<Wrapped>, absent: String? = nil,
        requiredWhen condition: String? = nil, isSecret: Bool = false, of users: [Stage]
    ) where Value == Wrapped? {
        declaration = SettingDeclaration(
            name: name, meaning: meaning, form: form.words, standard: absent,
            need: condition.map { .when($0) } ?? .never, isSecret: isSecret, users: users)
        read = { text throws(SettingError) in
            guard let text else { return nil }
            return try form.value(text, of: name)
        }
    }
}
