/// All messages by their ids, and which of them changed since the archive last saw them.
struct MessageTable {
    private var rows: [String: StoredMessage] = [:]
    private var touched: Set<String> = []

    subscript(id: String) -> StoredMessage? {
        get { rows[id] }
        set {
            rows[id] = newValue
            touched.insert(id)
        }
    }

    /// Takes it out to change it without a copy of its chunks; it is to be put back.
    mutating func removeValue(forKey id: String) -> StoredMessage? { rows.removeValue(forKey: id) }

    /// Puts back what the archive had.
    mutating func restore(_ messages: [StoredMessage]) {
        for message in messages { rows[message.id] = message }
    }

    /// What changed, which counts as kept from now on.
    mutating func drain() -> [StoredMessage] {
        defer { touched = [] }
        return touched.compactMap { id in
            guard let message = rows[id] else { return nil }
            rows[id]?.unkept = []
            return message
        }
    }
}
