import Foundation
import HTTP
import Mesh

/// The settings file of `practice`.
struct PracticeSettings: Codable, Sendable {
    struct Practice: Codable, Sendable {
        var mailbox: String
        var password: String
        var ods: String
        /// The system: EMIS, TPP, VISION or OTHER. Nil means EMIS.
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
    /// The folder that holds one folder per mailbox.
    var directory: String
    var pollMilliseconds: Int?
    /// Workflows that the practices read. Messages of others are stored and not answered. A workflow of no standard
    /// carries a format of a local agreement.
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
