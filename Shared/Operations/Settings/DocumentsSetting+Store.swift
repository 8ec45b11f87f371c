public import Documents
import Foundation

extension DocumentsSetting {
    /// Creates the document store of the settings.
    ///
    /// - Throws: `SettingError` if it cannot be used, or was created with another key.
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
        let bucket = address.isFileURL ? nil : try bucket(at: address, settings)
        guard bucket == nil || storeKey != nil else {
            throw SettingError(keyFile, "is missing: objects are sealed before they leave for a bucket")
        }
        do throws(DocumentStoreError) {
            if let bucket { return try DocumentStore(bucket, key: storeKey) }
            return try DocumentStore(address, key: storeKey, form: newObjects)
        } catch {
            if case .wrongKey(let why) = error { throw SettingError(keyFile, "does not fit: \(why)") }
            throw SettingError(url, "cannot be used: \(error)")
        }
    }

    private static func bucket(at address: URL, _ settings: Settings) throws(SettingError) -> BucketSettings {
        let server = try settings.required(DocumentsSetting.endpoint)
        let (accessKey, secretKey) = (
            try settings.required(DocumentsSetting.accessKey), try settings.required(DocumentsSetting.secretKey)
        )
        let (region, authority) = (
            try settings.value(of: DocumentsSetting.region), try settings.value(of: DocumentsSetting.authority)
        )
        let scratch = try settings.value(of: DocumentsSetting.scratch)
        do {
            return try BucketSettings(
                address, endpoint: server, region: region, accessKey: accessKey, secretKey: secretKey,
                authorityFile: authority?.path, scratch: scratch)
        } catch {
            throw SettingError(url, "cannot be used: \(error)")
        }
    }
}
