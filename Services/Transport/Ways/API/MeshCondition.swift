import Foundation
import Mesh

/// A named fault of the connection to MESH, and what to do about it.
struct MeshCondition: Equatable, Sendable {
    enum Name: String, Sendable, CaseIterable {
        /// Our clock is further from MESH's than it allows.
        case clock
        /// Password, shared key or mailbox id are wrong.
        case credentials
        /// MESH knows the mailbox and has switched it off.
        case deactivated
        /// A certificate is missing, refused, expired or not trusted.
        case certificate
        case unreachable
        /// Something other than MESH (a proxy, say) answers: the answer does not agree with the request.
        case interposed
        case unavailable
    }

    var name: Name
    /// Begins with the name.
    var sentence: String

    /// Seconds that our clock may differ from MESH's; it refuses a token whose timestamp is further off (specification
    /// 2.0.0, "Authorization header").
    static let allowedSkew: TimeInterval = 7200

    /// The condition when single answers did not come from MESH while the link is open.
    ///
    /// - Parameter objection: the mailbox's sentence.
    init(interposed objection: String) {
        name = .interposed
        sentence =
            "\(name.rawValue): \(objection). Nothing of it is believed and it is asked again: \(Self.whatToCheck)"
    }

    private static let whatToCheck = "check MESH_URL and the proxies and caches between us and MESH"

    init(_ error: MeshError, skew: TimeInterval?) {
        let (name, words): (Name, String)
        switch error.kind {
        case .credentials where abs(skew ?? 0) > Self.allowedSkew:
            name = .clock
            words = "MESH's clock is \(Int(skew ?? 0)) s ahead of ours, it refuses more than two hours: set our clock"
        case .credentials where error.detail.lowercased().contains("inactive mailbox"):
            name = .deactivated
            words = "MESH has deactivated our mailbox: ask the national service desk (\(error.detail))"
        case .credentials:
            name = .credentials
            words = "MESH refuses us: check MESH_MAILBOX, MESH_PASSWORD and MESH_SHARED_KEY (\(error.detail))"
        case .certificate:
            name = .certificate
            words =
                "check MESH_CA_FILE, MESH_CERTIFICATE_FILE, MESH_KEY_FILE and MESH_KEY_PASSWORD (\(error.detail))"
        case .unreachable:
            name = .unreachable
            words = "MESH does not answer: check the network and MESH_URL (\(error.detail))"
        case .unreadable:
            name = .interposed
            words = "something else than MESH answers: \(Self.whatToCheck) (\(error.detail))"
        default:
            name = .unavailable
            words = error.description
        }
        self.name = name
        sentence = "\(name.rawValue): \(words)"
    }
}
