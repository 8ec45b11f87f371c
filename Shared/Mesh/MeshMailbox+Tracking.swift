import HTTP

extension MeshMailbox {
    /// Returns the progress of a message that we sent; nil if MESH does not know it. MESH asks clients not to call this
    /// often.
    ///
    /// - Parameters:
    ///   - localID: our own id of the message.
    ///   - workflow: the workflow of the message. An answer that names another local id or workflow is not believed.
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

    /// Finds out what happened to a send whose answer was lost. The API call is deprecated and of version 1, but there
    /// is no other.
    ///
    /// - Parameters:
    ///   - recipient: the mailbox to which the message was sent; nil if it was addressed by patient.
    ///   - workflow: the workflow of the message. An answer that names another recipient or workflow is not believed.
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
