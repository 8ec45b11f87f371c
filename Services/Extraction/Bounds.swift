import Operations

/// The limits of a source.
struct Bounds: Sendable {
    /// The largest `.json`, in bytes: `EXTRACTION_JSON_BYTES`.
    var json = 10_000_000
    /// The largest document, in bytes: `EXTRACTION_DOCUMENT_BYTES`.
    var document = 300_000_000
    /// What the letters that are taken side by side may have in all, in bytes: `EXTRACTION_BYTES_IN_WORK`. A letter with
    /// more than the share of a medium one waits for its turn among the large ones, of which one is taken at a time.
    var inWork = 64_000_000

    /// How many small letters are taken at a time. Most of their time they wait for one commit together.
    static let width = 128

    /// By how many bytes a letter has with its documents. Small letters are not kept waiting by large ones.
    enum Size: CaseIterable {
        case small, medium, large

        /// How many small letters' share it takes.
        var share: Int {
            switch self {
            case .small: 1
            case .medium: 8
            case .large: Bounds.width
            }
        }
    }

    /// - Parameter bytes: of a letter, as far as they are known.
    func size(of bytes: Int) -> Size {
        Size.allCases.first { bytes <= inWork / Self.width * $0.share && $0 != .large } ?? .large
    }

    init() {}

    /// - Throws: `SettingError`.
    init(_ settings: Settings) throws(SettingError) {
        json = try settings.value(of: ExtractionSetting.jsonBytes)
        document = try settings.value(of: ExtractionSetting.documentBytes)
        inWork = try settings.value(of: ExtractionSetting.bytesInWork)
    }
}
