public import Letters

/// The declaration of a setting with the type of its value. Parsing, help and documentation are all derived from it.
///
/// `Settings.value(of:)` reads it. A `Setting<Value?>` is optional.
public struct Setting<Value: Sendable>: Sendable {
    public let declaration: SettingDeclaration
    let read: @Sendable (_ text: String?) throws(SettingError) -> Value

    public var name: String { declaration.name }

    /// Creates a required setting.
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

    /// Creates a setting with a default.
    ///
    /// - Parameters:
    ///   - standard: the default as a person would write it.
    ///   - words: the text for the default in tables, if the default differs between machines.
    public init(
        _ name: String, _ meaning: String, _ form: SettingForm<Value>, default standard: String,
        inWords words: String? = nil, of users: [Stage]
    ) {
        declaration = SettingDeclaration(
            name: name, meaning: meaning, form: form.words, standard: words ?? standard, need: .never, isSecret: false,
            users: users)
        read = { text throws(SettingError) in try form.value(text ?? standard, of: name) }
    }

    /// Creates an optional setting.
    ///
    /// - Parameters:
    ///   - absent: what applies if it is not set.
    ///   - condition: when the setting is required nevertheless; the code that reads it then calls `Settings.required`.
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
