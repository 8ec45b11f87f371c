import Foundation
import Letters
import Mesh
import Messages
import Synchronization

/// Finds the mailbox of a letter by MESH's endpoint lookup, and compares it with the practices file.
final class Routes: Sendable {
    private struct Key: Hashable {
        var ods: ODSCode
        var workflow: String
    }

    private let mailbox: MeshMailbox
    /// Seconds that a lookup's answer is cached.
    private let patience: TimeInterval
    private let known = Mutex<[Key: (endpoints: [MeshEndpoint], until: Date)]>([:])

    init(_ mailbox: MeshMailbox, patience: TimeInterval = 600) {
        self.mailbox = mailbox
        self.patience = patience
    }

    enum Decision: Equatable {
        case to(String)
        case none(Reason)
    }

    func mailbox(for payload: LetterConverted, at now: Date) async throws(MeshError) -> Decision {
        let recipient = payload.facts.recipient
        let found = try await endpoints(Key(ods: recipient, workflow: payload.workflow), now)
        return Self.decide(found, told: payload.mailbox, recipient: recipient, workflow: payload.workflow)
    }

    static func decide(
        _ found: [MeshEndpoint], told: String?, recipient: ODSCode, workflow: String
    ) -> Decision {
        let mailboxes = Set(found.map(\.mailbox))
        guard let only = mailboxes.first else {
            return .none(
                Reason(code: "no-mailbox", detail: "MESH has no mailbox of \(recipient) that takes \(workflow)"))
        }
        guard mailboxes.count == 1 else {
            return .none(
                Reason(
                    code: "several-mailboxes",
                    detail: "MESH has \(mailboxes.count) mailboxes of \(recipient) that take \(workflow)"))
        }
        if let told, told.uppercased() != only.uppercased() {
            return .none(
                Reason(
                    code: "mailbox-differs",
                    detail: "MESH's mailbox of \(recipient) for \(workflow) is not the one that the practices file says"
                ))
        }
        return .to(only)
    }

    /// Drops the cached lookup, because MESH refused the address or the workflow.
    func forget(_ cargo: Cargo) {
        guard let payload = cargo.letter else { return }
        known.withLock { $0[Key(ods: payload.facts.recipient, workflow: payload.workflow)] = nil }
    }

    private func endpoints(_ key: Key, _ now: Date) async throws(MeshError) -> [MeshEndpoint] {
        if let entry = known.withLock({ $0[key] }), entry.until > now { return entry.endpoints }
        let found = try await mailbox.lookup(ods: key.ods.description, workflow: key.workflow)
        if found.count == 1 { known.withLock { $0[key] = (found, now + patience) } }
        return found
    }
}
