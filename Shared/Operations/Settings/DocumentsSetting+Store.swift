public import Documents
import Foundation

extension DocumentsSetting {
    /// The document store of the settings.
    ///
    /// - Throws: `SettingError` when it cannot be used, or was begun with another key.
    public static func store(_ settings: Settings) throws(SettingError) -> DocumentStore {
        let newObjects = try settings.value(of: DocumentsSetting.form)
        let address = try settings.value(of: url)
        let keyFile = key.declaration.fileName
        var storeKey: StoreKey?
        if let text = try settings.value(of: key) {
            storeKey = StoreKey(text: text)
            guard storeKey != nil else {
                throw SettingError(keyFile, "holds no key of 32 bytes: make one with `openssl rand -hex 32`")
            }
        }
        do {
            return try DocumentStore(address, key: storeKey, form: newObjects)
        } catch {
            if case .wrongKey(let why) = error { throw SettingError(keyFile, "does not fit: \(why)") }
            throw SettingError(url, "cannot be used: \(error)")
        }
    }
}
