/// The headers of a response, with case-insensitive names.
public struct HeaderFields: Sendable, Equatable {
    /// The values by name in lower case.
    public private(set) var all: [String: String] = [:]

    /// - Parameter fields: values by name in any case; of names that differ only in case, one value is kept.
    public init(_ fields: [String: String] = [:]) {
        for (name, value) in fields { all[name.lowercased()] = value }
    }

    /// The value of a header; nil if it is missing or empty.
    public subscript(name: String) -> String? {
        get { all[name.lowercased()].flatMap { $0.isEmpty ? nil : $0 } }
        set { all[name.lowercased()] = newValue }
    }
}
