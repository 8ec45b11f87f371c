public import Foundation

/// A server that replaces MESH in tests: NHS England's own sandbox, or our strict `mesh-server`.
public protocol MeshStandIn: Sendable {
    /// The process of the server.
    var process: SandboxProcess { get }
    /// The base URL that a client is configured with.
    var url: URL { get }
    /// Ends the process and removes the files that it wrote.
    func stop() async
}

extension Sandbox: MeshStandIn {}
extension StrictMesh: MeshStandIn {}
