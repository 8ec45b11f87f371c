public import Documents
public import Foundation
import Logging

extension Ground {
    /// The document store of the settings, with its check.
    ///
    /// - Throws: `SettingError` when it cannot be used, or was begun with another key.
    public func documents() throws(SettingError) -> DocumentStore {
        let address = try settings.required("DOCUMENTS_URL", "file:///a/folder/on/an/encrypted/disk")
        guard let url = URL(string: address), url.isFileURL else {
            throw SettingError("DOCUMENTS_URL", "is \"\(address)\": it must be a file:/// address")
        }
        var key: StoreKey?
        if let text = try settings.secret("DOCUMENTS_KEY") {
            key = StoreKey(text: text)
            guard key != nil else {
                throw SettingError(
                    "DOCUMENTS_KEY_FILE", "holds no key of 32 bytes: make one with `openssl rand -hex 32`")
            }
        }
        do {
            let store = try DocumentStore(url, key: key)
            if store.isPlain {
                logger.warning("what is stored is not encrypted", metadata: ["setting": "DOCUMENTS_KEY_FILE"])
            }
            check("documents") { try await store.check() }
            return store
        } catch {
            if case .wrongKey(let why) = error { throw SettingError("DOCUMENTS_KEY_FILE", "does not fit: \(why)") }
            throw SettingError("DOCUMENTS_URL", "cannot be used: \(error)")
        }
    }

    /// The folder of the service's own SQLite file.
    public func stateDirectory() throws(SettingError) -> URL {
        try settings.directory("STATE_DIRECTORY", "a folder on a local disk for this service alone")
    }
}
