extension MeshMailbox {
    /// How far a message has got; nil when MESH does not know it. Not to be asked often.
    public func track(messageID: String) async throws(MeshError) -> MeshTracking? {
        var call = Call(.get, "\(mailboxPath)/outbox/tracking?messageID=\(Self.escaped(messageID))")
        call.isAboutOneMessage = true
        do {
            return try JSONAnswer(try await ask(call)).tracking()
        } catch {
            guard error.kind == .gone || error.code == MeshError.notOurs else { throw error }
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
