/// The key of a binding to a topic exchange (AMQP 0-9-1, section 3.1.3.3): `*` stands for one word, `#` for any number
/// of words, also none.
public struct TopicPattern: Sendable, Equatable {
    private let words: [Substring]

    public init(_ text: String) { words = text.split(separator: ".") }

    /// True when the binding accepts messages with this routing key.
    public func matches(_ routingKey: String) -> Bool {
        Self.matches(words[...], routingKey.split(separator: ".")[...])
    }

    private static func matches(_ pattern: ArraySlice<Substring>, _ key: ArraySlice<Substring>) -> Bool {
        guard let word = pattern.first else { return key.isEmpty }
        switch word {
        case "#":
            return matches(pattern.dropFirst(), key) || (!key.isEmpty && matches(pattern, key.dropFirst()))
        case "*": return !key.isEmpty && matches(pattern.dropFirst(), key.dropFirst())
        default: return key.first == word && matches(pattern.dropFirst(), key.dropFirst())
        }
    }
}
