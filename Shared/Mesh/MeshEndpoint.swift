/// A mailbox that takes a workflow.
public struct MeshEndpoint: Sendable, Hashable {
    public var mailbox: String
    public var name: String?
}
