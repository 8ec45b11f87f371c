/// The channel by which a message leaves the hospital.
public enum Channel: String, Codable, Hashable, Sendable, CaseIterable {
    case mesh, folder
}
