public import Foundation
public import Letters
import Messages

/// Extraction's own.
public enum ExtractionSetting {
    public static let sources = Setting<URL>(
        required: "EXTRACTION_SOURCES_FILE", "The sources of letters: name, type and path of each.",
        .file("a JSON list of sources"), of: [.extraction])
    public static let settle = Setting<Waiting>(
        "EXTRACTION_SETTLE",
        "How long a letter that cannot be read, or whose document is missing, may still be completed before it is rejected.",
        .waiting, default: "30 s", of: [.extraction])

    static let all = [sources.declaration, settle.declaration]
}
