public import Documents
public import Foundation
import Logging

extension ServiceContext {
    /// Creates the document store of the settings, with its check.
    ///
    /// - Throws: `SettingError` if it cannot be used, or was created with another key.
    public func documents() throws(SettingError) -> DocumentStore {
        let store = try DocumentsSetting.store(settings)
        if store.isPlain {
            logger.warning(
                "document store not encrypted", metadata: ["setting": "\(DocumentsSetting.key.declaration.fileName)"]
            )
        }
        check("documents in \(store.kind)") { try await store.check() }
        return store
    }

    /// The folder of the service's own SQLite file.
    ///
    /// - Throws: `SettingError` if it is missing or not a writable folder.
    public func stateDirectory() throws(SettingError) -> URL {
        try settings.value(of: ServiceSetting.stateDirectory)
    }
}
