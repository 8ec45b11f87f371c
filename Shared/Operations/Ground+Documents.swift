public import Documents
public import Foundation
import Logging

extension Ground {
    /// The document store of the settings, with its check.
    ///
    /// - Throws: `SettingError` when it cannot be used, or was begun with another key.
    public func documents() throws(SettingError) -> DocumentStore {
        let url = try settings.value(of: DocumentsSetting.url)
        let keyFile = DocumentsSetting.key.declaration.fileName
        var key: StoreKey?
        if let text = try settings.value(of: DocumentsSetting.key) {
            key = StoreKey(text: text)
            guard key != nil else {
                throw SettingError(
                    keyFile, "holds no key of 32 bytes: make one with `openssl rand -hex 32`")
            }
        }
        do {
            let store = try DocumentStore(url, key: key)
            if store.isPlain {
                logger.warning("what is stored is not encrypted", metadata: ["setting": "\(keyFile)"])
            }
            check("documents") { try await store.check() }
            return store
        } catch {
            if case .wrongKey(let why) = error { throw SettingError(keyFile, "does not fit: \(why)") }
            throw SettingError(DocumentsSetting.url, "cannot be used: \(error)")
        }
    }

    /// The folder of the service's own SQLite file.
    public func stateDirectory() throws(SettingError) -> URL {
        try settings.value(of: ServiceSetting.stateDirectory)
    }
}
