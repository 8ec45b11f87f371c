/// The headers of a response, whatever the case of their names.
public struct HeaderFields: Sendable, Equatable {
    /// Names in lower case.
    public private(set) var all: [String: String] = [:]

    /// - Parameter fields: names in any case; a name that stands twice keeps its last value.
    public init(_ fields: [String: String] = [:]) {
        for (name, value) in fields { all[name.lowercased()] = value }
    }

    /// An empty value is no value.
    public subscript(name: String) -> String? {
        get { all[name.lowercased()].flatMap { $0.isEmpty ? nil : $0 } }
        set { all[name.lowercased()] = newValue }
    }
}
