public import Foundation

/// What stands in for MESH: NHS England's own sandbox, or our strict `mesh-server`.
public protocol MeshStandIn: Sendable {
    /// The process.
    var process: SandboxProcess { get }
    /// What a client is configured with.
    var url: URL { get }
    /// Ends it and removes what it wrote.
    func stop() async
}

extension Sandbox: MeshStandIn {}
extension StrictMesh: MeshStandIn {}
