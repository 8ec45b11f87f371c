import Operations

/// How much a source may give at once.
struct Bounds: Sendable {
    /// The largest `.json`, in bytes: `EXTRACTION_JSON_BYTES`.
    var json = 10_000_000
    /// The largest document, in bytes: `EXTRACTION_DOCUMENT_BYTES`.
    var document = 300_000_000
    /// What the letters that are taken side by side may have in all, in bytes: `EXTRACTION_BYTES_IN_WORK`. A letter with
    /// more than its share waits for its turn among the large ones, of which one is taken at a time.
    var inWork = 64_000_000

    /// How many letters are taken at a time.
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
