import HTTP

extension MeshMailbox {
    /// How far a message has got; nil when MESH does not know it. Not to be asked often.
    ///
    /// - Parameters:
    ///   - localID: our own id of it.
    ///   - workflow: its workflow. A tracking that names others is not believed.
    public func track(
        messageID: String, localID: String? = nil, workflow: String? = nil
    ) async throws(MeshError) -> MeshTracking? {
        var call = Call(
            .get, "\(mailboxPath)/outbox/tracking?messageID=\(messageID.percentEncoded)",
            .tracking(id: messageID, localID: localID, workflow: workflow))
        call.isAboutOneMessage = true
        do {
            return try JSONAnswer(try await ask(call)).tracking()
        } catch {
            guard error.kind == .gone || error.code == MeshError.notOurs else { throw error }
            return nil
        }
    }

    /// What became of a send whose answer was lost. The call is deprecated and of version 1, but there is no other.
    ///
    /// - Parameters:
    ///   - recipient: the mailbox that it was sent to; nil when it was addressed by patient.
    ///   - workflow: its workflow. A tracking that names others is not believed.
    public func track(
        localID: String, recipient: String? = nil, workflow: String? = nil
    ) async throws(MeshError) -> LocalTracking {
        var call = Call(
            .get, "\(mailboxPath)/outbox/tracking/\(localID.percentEncoded)",
            .localTracking(localID: localID, recipient: recipient, workflow: workflow))
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
