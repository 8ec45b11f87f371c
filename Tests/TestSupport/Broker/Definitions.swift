import Foundation

/// A RabbitMQ definitions file that can be moved to a virtual host other than the one it was written for.
struct Definitions {
    private var content: [String: Any]

    /// - Throws: An error if the file is not a JSON object.
    init(json: Data) throws {
        guard let object = try JSONSerialization.jsonObject(with: json) as? [String: Any] else {
            throw CocoaError(.fileReadCorruptFile)
        }
        content = object
    }

    /// Adds a user with all permissions.
    mutating func add(administrator name: String, password: String) {
        append("users", ["name": name, "password": password, "tags": "administrator"])
        append("permissions", ["user": name, "vhost": "letters", "configure": ".*", "write": ".*", "read": ".*"])
    }

    /// Returns the same topology and permissions for a virtual host of this name. Users are left out: the node has
    /// them.
    func moved(to host: String) -> Definitions {
        var moved = self
        moved.content["users"] = nil
        moved.content["vhosts"] = [["name": host]]
        for (key, value) in moved.content {
            guard let rows = value as? [[String: Any]], rows.contains(where: { $0["vhost"] != nil }) else { continue }
            moved.content[key] = rows.map { row in row.merging(["vhost": host]) { $1 } }
        }
        return moved
    }

    func json() throws -> Data { try JSONSerialization.data(withJSONObject: content, options: [.sortedKeys]) }

    private mutating func append(_ key: String, _ row: [String: Any]) {
        content[key] = (content[key] as? [[String: Any]] ?? []) + [row]
    }
}
