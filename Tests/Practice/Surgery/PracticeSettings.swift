import Foundation
import HTTP
import Mesh

/// What `practice` is started with.
struct PracticeSettings: Codable, Sendable {
    struct Practice: Codable, Sendable {
        var mailbox: String
        var password: String
        var ods: String
        /// EMIS unless told: TPP, VISION or OTHER.
        var system: String?
    }

    struct MESH: Codable, Sendable {
        var url: String
        var sharedKey: String
        var authorityFile: String?
        var certificateFile: String?
        var keyFile: String?
    }

    var mesh: MESH
    var practices: [Practice]
    /// Takes a folder per mailbox.
    var directory: String
    var pollMilliseconds: Int?
    /// Workflows that are read; others are only laid. Those that no standard knows carry what was agreed on.
    var workflows: [String]?
    var behaviour: Behaviour?

    static func read(_ file: URL) throws -> PracticeSettings {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(PracticeSettings.self, from: Data(contentsOf: file))
    }

    func mailbox(of practice: Practice) -> MeshMailbox {
        MeshMailbox(
            MeshSettings(
                url: mesh.url, mailbox: practice.mailbox, password: practice.password, sharedKey: mesh.sharedKey,
                tls: .init(
                    authorityFile: mesh.authorityFile, certificateFile: mesh.certificateFile, keyFile: mesh.keyFile)))
    }
}
