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
            root: try settings.required(MeshClientSetting.directory),
            mailbox: try settings.value(of: MeshSetting.mailbox),
            keep: Double(try settings.value(of: MeshClientSetting.keep)),
            half: Double(try settings.value(of: MeshClientSetting.half)),
            poll: Double(try settings.value(of: MeshClientSetting.poll)))
    }
}
