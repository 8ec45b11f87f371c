import Foundation
import MeshFolders
import Operations

/// The settings of the MESH client's folders (`MESH_CLIENT_…`).
struct FolderSettings: Sendable {
    /// `MESH_CLIENT_DIRECTORY`: the client's InterfaceRoot for our mailbox.
    var folders: ClientFolders
    var mailbox: String
    /// `MESH_CLIENT_KEEP_SECONDS`: seconds that finished files stay in SENT, FAILED and IN.
    var keep: TimeInterval
    /// `MESH_CLIENT_HALF_SECONDS`: seconds that a pair may be half written.
    var half: TimeInterval
    /// `MESH_CLIENT_POLL_SECONDS`: seconds between the client's polls of the mailbox and of OUT (its PollPeriod).
    var poll: TimeInterval
    /// Seconds that a data file must be unchanged before it is read.
    var quiet: TimeInterval = 1

    /// The name of this way in the ledger.
    var way: String { "folders \(folders.root.path)" }

    init(root: URL, mailbox: String, keep: TimeInterval, half: TimeInterval, poll: TimeInterval) {
        folders = ClientFolders(root: root)
        (self.mailbox, self.keep, self.half, self.poll) = (mailbox, keep, half, poll)
    }

    init(_ settings: Settings) throws(SettingError) {
        self.init(
            root: try settings.required(MeshClientSetting.directory),
            mailbox: try settings.value(of: MeshSetting.mailbox),
            keep: Double(try settings.value(of: MeshClientSetting.keep)),
            half: Double(try settings.value(of: MeshClientSetting.half)),
            poll: Double(try settings.value(of: MeshClientSetting.poll)))
    }
}
