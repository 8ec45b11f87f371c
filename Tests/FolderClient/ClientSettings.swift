import Foundation
import HTTP
import Mesh

/// What `mesh-folders-client` is started with: the parts of `meshclient.cfg` that matter to whoever uses the folders.
struct ClientSettings: Codable, Sendable {
    struct MESH: Codable, Sendable {
        var url: String
        var sharedKey: String
        var authorityFile: String?
        var certificateFile: String?
        var keyFile: String?
    }

    var mesh: MESH
    var mailbox: String
    var password: String
    /// `InterfaceRoot`.
    var directory: String
    /// `PollPeriod`, of OUT and of the mailbox.
    var pollMilliseconds: Int?
    /// How old a control file in OUT must be.
    var quietMilliseconds: Int?
    /// `ServerRetry`: how often a send is tried.
    var serverRetry: Int?
    /// `SaveSent`
    var saveSent: Bool?
    /// `CollectReport`
    var collectReport: Bool?
    /// `TransferReport`
    var transferReport: Bool?
    /// `DelayReport`
    var delayReport: Bool?
    /// `PollReport`
    var pollReport: Bool?

    static func read(_ file: URL) throws -> ClientSettings {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(ClientSettings.self, from: Data(contentsOf: file))
    }

    func makeMailbox() -> MeshMailbox {
        MeshMailbox(
            MeshSettings(
                url: mesh.url, mailbox: mailbox, password: password, sharedKey: mesh.sharedKey,
                tls: .init(
                    authorityFile: mesh.authorityFile, certificateFile: mesh.certificateFile, keyFile: mesh.keyFile)))
    }
}
