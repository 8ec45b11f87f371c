import Foundation
import MeshFolders
import Operations

/// The settings of the MESH client's folders (`MESH_CLIENT_…`).
struct FolderSettings: Sendable {
    /// `MESH_CLIENT_DIRECTORY`: the client's InterfaceRoot for our mailbox.
    var folders: ClientFolders
    var mailbox: String
    /// `MESH_CLIENT_KEEP_SECONDS`: how long what is done with stays in SENT, FAILED and IN.
    var keep: TimeInterval
    /// `MESH_CLIENT_HALF_SECONDS`: how long a pair may be half written.
    var half: TimeInterval
    /// `MESH_CLIENT_POLL_SECONDS`: how often the client looks into the mailbox and OUT (its PollPeriod).
    var poll: TimeInterval
    /// How long a data file must not have changed before it is read.
    var quiet: TimeInterval = 1

    /// As the ledger names it.
    var way: String { "folders \(folders.root.path)" }

    init(root: URL, mailbox: String, keep: TimeInterval, half: TimeInterval, poll: TimeInterval) {
        folders = ClientFolders(root: root)
        (self.mailbox, self.keep, self.half, self.poll) = (mailbox, keep, half, poll)
    }

    init(_ settings: Settings) throws(SettingError) {
        self.init(
            root: URL(
                filePath: try settings.required("MESH_CLIENT_DIRECTORY", "the MESH client's InterfaceRoot"),
                directoryHint: .isDirectory),
            mailbox: try settings.required("MESH_MAILBOX", "our mailbox id"),
            keep: Double(try settings.integer("MESH_CLIENT_KEEP_SECONDS", default: 604_800, in: 0...2_592_000)),
            half: Double(try settings.integer("MESH_CLIENT_HALF_SECONDS", default: 600, in: 1...86_400)),
            poll: Double(try settings.integer("MESH_CLIENT_POLL_SECONDS", default: 1800, in: 1...86_400)))
    }
}
