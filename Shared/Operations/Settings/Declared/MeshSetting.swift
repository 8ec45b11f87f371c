public import Foundation
public import Letters

/// The settings of MESH for both transports, and of its API.
public enum MeshSetting {
    private static let unlessFolders = "unless MESH_CLIENT_DIRECTORY is set"

    public static let mailbox = Setting<String>(
        required: "MESH_MAILBOX", "The mailbox that letters leave from and answers come to.",
        .text("the id of our MESH mailbox"), of: [.conversion, .transport])
    public static let url = Setting<String?>(
        optional: "MESH_URL", "The MESH API.", .text("its address, https://host (or set MESH_CLIENT_DIRECTORY)"),
        requiredWhen: unlessFolders, of: [.transport])
    public static let password = Setting<String?>(
        optional: "MESH_PASSWORD", "What our mailbox proves itself with.", .text("the mailbox's password"),
        requiredWhen: unlessFolders, isSecret: true, of: [.transport])
    public static let sharedKey = Setting<String?>(
        optional: "MESH_SHARED_KEY", "What every client of this MESH proves itself with.",
        .text("the secret of the MESH environment"), requiredWhen: unlessFolders, isSecret: true, of: [.transport])
    public static let authority = Setting<URL?>(
        optional: "MESH_CA_FILE", "The authorities that may vouch for MESH.", .file("a PEM file"),
        absent: "the system's", of: [.transport])
    public static let certificate = Setting<URL?>(
        optional: "MESH_CERTIFICATE_FILE", "Our own certificate for MESH; it goes with MESH_KEY_FILE.",
        .file("a PEM file"), of: [.transport])
    public static let key = Setting<URL?>(
        optional: "MESH_KEY_FILE", "The private key of our own certificate.", .file("a PEM file"), of: [.transport])
    public static let keyPassword = Setting<String?>(
        optional: "MESH_KEY_PASSWORD", "What the private key is encrypted with.", .text("its passphrase"),
        isSecret: true, of: [.transport])
    public static let workflows = Setting<[String]>(
        "MESH_WORKFLOWS",
        "The workflows of messages that are ours; those of others stay in the mailbox, counted and warned of.",
        .list("workflow ids separated by commas"), default: "",
        inWords: "those of our formats, of PRACTICES_FILE and ROUTING_FILE, and of what was sent in the last 60 days",
        of: [.transport])
    public static let connections = Setting<Int>(
        "MESH_CONNECTIONS", "How many messages leave at a time, each on a connection that is kept.",
        .integer("connections", in: 1...64), default: "8", of: [.transport])
    public static let poll = Setting<Int>(
        "MESH_POLL_SECONDS", "How often the mailbox is read; MESH asks for 300 or more.",
        .integer("seconds", in: 1...86_400), default: "300", of: [.transport])
    public static let settle = Setting<Int>(
        "MESH_SETTLE_SECONDS",
        "How long after a send without an answer MESH's \"not found\" means that it has nothing.",
        .integer("seconds", in: 1...86_400), default: "900", of: [.transport])
    public static let track = Setting<Int>(
        "MESH_TRACK_SECONDS", "How often MESH is asked whether a letter was collected.",
        .integer("seconds", in: 1...864_000), default: "3600", of: [.transport])
    public static let order = Setting<Int>(
        "MESH_ORDER_SECONDS",
        "How long a revision waits for the one before it, and a replacement for the answer to what it replaces.",
        .integer("seconds", in: 0...864_000), default: "900", of: [.transport])
    public static let leaseBeat = Setting<Waiting>(
        "TRANSPORT_LEASE_BEAT",
        "How often the transport that works renews its lease: it stops sending after three times as long without, and a "
            + "standby takes over after five times as long.",
        .waiting, default: "4 s", of: [.transport])
    public static let folder = Setting<URL?>(
        optional: "FOLDER_DIRECTORY", "Where letters to practices with channel folder are laid.",
        .directory("the folder for letters that go by folder"), absent: "no practice takes letters by folder",
        of: [.transport])

    static let all = [
        mailbox.declaration, url.declaration, password.declaration, sharedKey.declaration, authority.declaration,
        certificate.declaration, key.declaration, keyPassword.declaration, workflows.declaration,
        connections.declaration, poll.declaration, settle.declaration, track.declaration, order.declaration,
        leaseBeat.declaration, folder.declaration,
    ]
}
