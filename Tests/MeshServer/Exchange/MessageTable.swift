/// All messages by id, and the ids of those that changed since the archive last stored them.
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

    /// Removes a message so that it can be changed without copying its chunks. The caller must put it back.
    mutating func removeValue(forKey id: String) -> StoredMessage? { rows.removeValue(forKey: id) }

    /// Adds messages that the archive had stored.
    mutating func restore(_ messages: [StoredMessage]) {
        for message in messages { rows[message.id] = message }
    }

    /// Returns the changed messages and marks them as stored.
    mutating func drain() -> [StoredMessage] {
        defer { touched = [] }
        return touched.compactMap { id in
            guard let message = rows[id] else { return nil }
            rows[id]?.unkept = []
            return message
        }
    }
}
