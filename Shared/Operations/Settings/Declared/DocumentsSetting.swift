public import Documents
public import Foundation
import Letters

/// The settings of the document store.
public enum DocumentsSetting {
    public static let url = Setting<URL>(
        required: "DOCUMENTS_URL",
        "The folder or bucket of letters, documents and message files, the same one for all services.",
        .storeAddress("file:///a/folder/on/an/encrypted/disk, or s3://bucket/prefix"), of: .everyone)
    public static let key = Setting<String?>(
        optional: "DOCUMENTS_KEY",
        "The key that seals what is stored; a store that was begun with a key, or with none, takes no other.",
        .text("64 hexadecimal digits (openssl rand -hex 32)"), absent: "nothing is encrypted", isSecret: true,
        of: .everyone)
    public static let form = Setting<DocumentStore.Form>(
        "DOCUMENTS_FORM",
        "Where new objects of a folder go: together into segments, or each into a file of its own. Either is read.",
        .choice,
        default: DocumentStore.Form.segments.rawValue, of: .everyone)

    private static let inBucket = "`DOCUMENTS_URL` is s3://…"
    public static let endpoint = Setting<URL?>(
        optional: "DOCUMENTS_BUCKET_ENDPOINT",
        "The server of the bucket, asked by path (`endpoint/bucket/object`).",
        .server("https://host or https://host:port; http only on this machine"), requiredWhen: inBucket,
        of: .everyone)
    public static let region = Setting<String>(
        "DOCUMENTS_BUCKET_REGION", "The region that signatures of requests to the bucket name.",
        .text("as the bucket's provider says"), default: "eu-west-2", of: .everyone)
    public static let accessKey = Setting<String?>(
        optional: "DOCUMENTS_BUCKET_ACCESS_KEY", "Who we are to the bucket: the id of the key.",
        .text("an access key id"), requiredWhen: inBucket, of: .everyone)
    public static let secretKey = Setting<String?>(
        optional: "DOCUMENTS_BUCKET_SECRET_KEY", "The secret of the bucket's access key.", .text("a secret access key"),
        requiredWhen: inBucket, isSecret: true, of: .everyone)
    public static let authority = Setting<URL?>(
        optional: "DOCUMENTS_BUCKET_CA_FILE", "The authorities that the bucket's certificate is verified by.",
        .file("a PEM file"), absent: "the system's", of: .everyone)
    public static let scratch = Setting<URL>(
        "DOCUMENTS_SCRATCH_DIRECTORY",
        "Takes objects, sealed, on their way to and from the bucket: room for the longest documents in work.",
        .directory("a directory on this machine"), default: FileManager.default.temporaryDirectory.path,
        inWords: "the temporary directory", of: .everyone)

    static let all = [
        url.declaration, key.declaration, form.declaration, endpoint.declaration, region.declaration,
        accessKey.declaration, secretKey.declaration, authority.declaration, scratch.declaration,
    ]
}
