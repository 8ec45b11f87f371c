/// A mailbox that accepts a workflow.
public struct MeshEndpoint: Sendable, Hashable {
    public var mailbox: String
    public var name: String?
}
