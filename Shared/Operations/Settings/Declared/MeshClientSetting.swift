public import Foundation
import Letters

/// The settings of the MESH client's folders, which can be used in place of the API.
public enum MeshClientSetting {
    public static let directory = Setting<URL?>(
        optional: "MESH_CLIENT_DIRECTORY",
        "The MESH client's folders for our mailbox (IN, OUT, SENT, FAILED, TEMP), in place of MESH_URL.",
        .path("the MESH client's InterfaceRoot", .isDirectory), absent: "MESH_URL is used", of: [.transport])
    public static let keep = Setting<Int>(
        "MESH_CLIENT_KEEP_SECONDS", "How long what is settled stays in SENT, FAILED and IN.",
        .integer("seconds", in: 0...2_592_000), default: "604800", of: [.transport])
    public static let half = Setting<Int>(
        "MESH_CLIENT_HALF_SECONDS", "After how long a half-written pair of files is warned of.",
        .integer("seconds", in: 1...86_400), default: "600", of: [.transport])
    public static let poll = Setting<Int>(
        "MESH_CLIENT_POLL_SECONDS",
        "The client's own PollPeriod: no answer that is younger is thought to be known.",
        .integer("seconds", in: 1...86_400), default: "1800", of: [.transport])

    static let all = [directory.declaration, keep.declaration, half.declaration, poll.declaration]
}
