/// The answers that a delivery can bring, in the order in which they come.
public enum Answer: String, Codable, Hashable, Sendable, CaseIterable {
    /// The recipient's system took the message from its mailbox.
    case collected
    /// The recipient's system could read it (ITK3 infrastructure response).
    case technical
    /// The practice filed it (ITK3 business response).
    case business
}
