import Broker

extension HeaderValue {
    /// The header's value as text for a person.
    var text: String {
        switch self {
        case .string(let value): value
        case .integer(let value): String(value)
        case .boolean(let value): String(value)
        case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
        case .table(let fields):
            "{" + fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ") + "}"
        }
    }
}
