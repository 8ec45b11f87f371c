import Operations

/// The limits of a source.
struct Bounds: Sendable {
    /// The largest `.json`, in bytes: `EXTRACTION_JSON_BYTES`.
    var json = 10_000_000
    /// The largest document, in bytes: `EXTRACTION_DOCUMENT_BYTES`.
    var document = 300_000_000
    /// The total size of the letters processed at the same time, in bytes: `EXTRACTION_BYTES_IN_WORK`. A letter larger
    /// than `share` waits in the queue of large letters, which are processed one at a time.
    var inWork = 64_000_000

    /// How many letters are processed at a time.
    static let width = 16

    var share: Int { inWork / Self.width }

    init() {}

    /// - Throws: `SettingError`.
    init(_ settings: Settings) throws(SettingError) {
        json = try settings.value(of: ExtractionSetting.jsonBytes)
        document = try settings.value(of: ExtractionSetting.documentBytes)
        inWork = try settings.value(of: ExtractionSetting.bytesInWork)
    }
}
