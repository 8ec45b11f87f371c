public import Foundation
public import Letters

/// The textual form of a setting and its parser.
public struct SettingForm<Value: Sendable>: Sendable {
    struct Misfit: Error {
        let problem: String

        init(_ problem: String) { self.problem = problem }
    }

    /// The description of the form.
    let words: String
    let parse: @Sendable (String) throws(Misfit) -> Value

    func value(_ text: String, of name: String) throws(SettingError) -> Value {
        do throws(Misfit) {
            return try parse(text)
        } catch {
            throw SettingError(name, error.problem)
        }
    }
}

extension SettingForm where Value == String {
    public static func text(_ words: String) -> Self { Self(words: words) { text throws(Misfit) in text } }
}

extension SettingForm where Value == [String] {
    /// A list of words separated by commas.
    public static func list(_ words: String) -> Self {
        Self(words: words) { text throws(Misfit) in
            text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
    }
}

extension SettingForm where Value == Int {
    /// A whole number in a range.
    ///
    /// - Parameter unit: what the number counts.
    public static func integer(_ unit: String, in range: ClosedRange<Int>) -> Self {
        Self(words: "\(unit), \(range.lowerBound) to \(range.upperBound)") { text throws(Misfit) in
            guard let number = Int(text), range.contains(number) else {
                throw Misfit(
                    "is \"\(text)\": it must be a whole number, \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}

extension SettingForm where Value == Waiting {
    public static var waiting: Self {
        Self(words: "a number and a unit, like 15 min, 2 h or 5 d") { text throws(Misfit) in
            guard let waiting = Waiting(text) else {
                throw Misfit("is \"\(text)\": it must be a number and a unit, like 15 min, 2 h or 5 d")
            }
            return waiting
        }
    }
}

extension SettingForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// A case of an enumeration.
    public static var choice: Self {
        let choices = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return Self(words: "one of \(choices)") { text throws(Misfit) in
            guard let choice = Value(rawValue: text) else {
                throw Misfit("is \"\(text)\": it must be one of \(choices)")
            }
            return choice
        }
    }
}

extension SettingForm where Value == ODSCode {
    public static func ods(_ words: String) -> Self {
        Self(words: words) { text throws(Misfit) in
            guard let code = ODSCode(text) else {
                throw Misfit("is \"\(text)\", which is not an ODS code: letters and digits, 3 to 12 of them")
            }
            return code
        }
    }
}

extension SettingForm where Value == URL {
    /// A directory that exists and is writable.
    public static func directory(_ words: String) -> Self {
        Self(words: words) { path throws(Misfit) in
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
                throw Misfit("names \(path), which is not a directory: create it")
            }
            guard FileManager.default.isWritableFile(atPath: path) else {
                throw Misfit("names \(path), which this user may not write to")
            }
            return URL(filePath: path, directoryHint: .isDirectory)
        }
    }

    /// A file that exists and is readable.
    public static func file(_ words: String) -> Self {
        Self(words: words) { path throws(Misfit) in
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw Misfit("names \(path), which cannot be read")
            }
            return URL(filePath: path, directoryHint: .notDirectory)
        }
    }

    /// A path that need not exist yet.
    public static func path(_ words: String, _ hint: URL.DirectoryHint) -> Self {
        Self(words: words) { path throws(Misfit) in URL(filePath: path, directoryHint: hint) }
    }

    /// The address of a document store, `file:///…` or `s3://…`.
    public static func storeAddress(_ words: String) -> Self {
        Self(words: words) { text throws(Misfit) in
            guard let url = URL(string: text), url.isFileURL || url.scheme == "s3" else {
                throw Misfit("is \"\(text)\": it must be a file:/// or s3:// address")
            }
            return url
        }
    }

    /// The address of a server, `http://` or `https://`; a trailing slash is removed.
    public static func server(_ words: String) -> Self {
        Self(words: words) { text throws(Misfit) in
            guard let url = URL(string: text.hasSuffix("/") ? String(text.dropLast()) : text), url.host() != nil,
                url.scheme == "http" || url.scheme == "https"
            else { throw Misfit("is \"\(text)\": it must be \(words)") }
            return url
        }
    }
}
