import Letters
import Messages

/// A selection of parked messages.
enum ParkedSelection: Equatable, Sendable {
    case id(String)
    case code(String)
    case all

    /// Returns the selected messages; for an id, every copy of that message.
    ///
    /// - Throws: `Trouble` when nothing matches, or when a prefix matches several ids.
    func choose(from messages: [ParkedMessage]) throws -> [ParkedMessage] {
        switch self {
        case .id(let text):
            let found = messages.filter { $0.isNamed(text) }
            let ids = Set(found.map(\.id))
            guard ids.count <= 1 else {
                throw Trouble("\(text) fits \(ids.count) parked messages: give more of the id")
            }
            guard !found.isEmpty else {
                throw Trouble("no parked message has the id \(text): see `meshpost parked list`")
            }
            return found
        case .code(let code):
            let found = messages.filter { $0.reason.code == code }
            guard !found.isEmpty else {
                throw Trouble("nothing is parked with the code \(code): see `meshpost parked list`")
            }
            return found
        case .all:
            return messages
        }
    }
}
