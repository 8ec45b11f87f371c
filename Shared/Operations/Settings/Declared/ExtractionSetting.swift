public import Foundation
public import Letters

/// The settings of extraction.
public enum ExtractionSetting {
    public static let sources = Setting<URL>(
        required: "EXTRACTION_SOURCES_FILE", "The sources of letters: name, type and settings of each.",
        .file("a JSON list of sources"), of: [.extraction])
    public static let settle = Setting<Waiting>(
        "EXTRACTION_SETTLE",
        "How long a letter that cannot be read, or whose document is missing, may still be completed before it is rejected.",
        .waiting, default: "30 s", of: [.extraction])
    public static let jsonBytes = Setting<Int>(
        "EXTRACTION_JSON_BYTES", "The largest .json file that a source may give.", .integer("bytes", in: 1000...most),
        default: "10000000", of: [.extraction])
    public static let documentBytes = Setting<Int>(
        "EXTRACTION_DOCUMENT_BYTES", "The largest document that a source may give.", .integer("bytes", in: 1000...most),
        default: "300000000", of: [.extraction])
    public static let bytesInWork = Setting<Int>(
        "EXTRACTION_BYTES_IN_WORK",
        "What the letters that are taken side by side may have in all; large ones wait for one another, small ones do not.",
        .integer("bytes", in: 1_000_000...most), default: "64000000", of: [.extraction])

    private static let most = 10_000_000_000
    static let all = [
        sources.declaration, settle.declaration, jsonBytes.declaration, documentBytes.declaration,
        bytesInWork.declaration,
    ]
}
