/// How far a message of ours has got, as MESH sees it.
public struct MeshTracking: Sendable, Equatable {
    public enum Status: String, Sendable {
        /// It lies in the recipient's mailbox.
        case accepted
        /// The recipient's system took it.
        case acknowledged
        case undeliverable, uploading, error
    }

    public var messageID: String
    public var localID: String?
    /// The mailbox that it went to, also when it was addressed by the patient.
    public var recipient: String?
    public var recipientODS: String?
    /// Nil for a word that we do not know. The flag of success beside it is not to be trusted.
    public var status: Status?
    public var statusCode: String?
    /// As MESH writes it: its formats differ from call to call.
    public var statusTime: String?
}

/// What MESH has under a local id of ours.
public enum LocalTracking: Sendable, Equatable {
    case none
    case one(MeshTracking)
    /// Sent more than once (HTTP 300).
    case several
}

extension MeshMailbox {
    /// How far a message has got; nil when MESH does not know it. Not to be asked often.
    public func track(messageID: String) async throws(MeshError) -> MeshTracking? {
        do {
            let path = "\(mailboxPath)/outbox/tracking?messageID=\(Self.escaped(messageID))"
            return try JSONAnswer(try await ask(Call(.get, path))).tracking()
        } catch {
            guard error.kind == .gone else { throw error }
            return nil
        }
    }

    /// What became of a send whose answer was lost. The call is deprecated and of version 1, but there is no other.
    public func track(localID: String) async throws(MeshError) -> LocalTracking {
        var call = Call(.get, "\(mailboxPath)/outbox/tracking/\(Self.escaped(localID))")
        call.accept = "application/vnd.mesh.v1+json"
        do {
            return .one(try JSONAnswer(try await ask(call)).tracking())
        } catch {
            if error.kind == .gone { return .none }
            if error.status == 300 { return .several }
            throw error
        }
    }
}

/// A mailbox that takes a workflow.
public struct MeshEndpoint: Sendable, Hashable {
    public var mailbox: String
    public var name: String?
}
