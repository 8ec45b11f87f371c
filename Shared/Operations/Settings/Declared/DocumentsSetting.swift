public import Documents
public import Foundation
import Messages

/// The document store.
public enum DocumentsSetting {
    public static let url = Setting<URL>(
        required: "DOCUMENTS_URL", "The folder of letters, documents and message files, the same one for all services.",
        .folderAddress("file:///a/folder/on/an/encrypted/disk"), of: .everyone)
    public static let key = Setting<String?>(
        optional: "DOCUMENTS_KEY",
        "The key that seals what is stored; a store that was begun with a key, or with none, takes no other.",
        .text("64 hexadecimal digits (openssl rand -hex 32)"), absent: "nothing is encrypted", isSecret: true,
        of: .everyone)
    public static let form = Setting<DocumentStore.Form>(
        "DOCUMENTS_FORM",
        "Where new objects go: together into segments, or each into a file of its own. Either is read.", .choice,
        default: DocumentStore.Form.files.rawValue, of: .everyone)

    static let all = [url.declaration, key.declaration, form.declaration]
}
