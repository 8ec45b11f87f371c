public import Foundation
import Messages

/// Reporting's own.
public enum ReportingSetting {
    public static let extraction = Setting<URL?>(
        optional: "REPORTING_EXTRACTION_URL", "Where extraction is asked what its sources hold.",
        .server("extraction's HTTP address, http://host:port"), absent: "the first page shows no counts of sources",
        of: [.reporting])

    static let all = [extraction.declaration]
}
