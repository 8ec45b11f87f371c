public import Foundation
import Messages

/// Reporting's own.
public enum ReportingSetting {
    public static let extraction = Setting<URL?>(
        optional: "REPORTING_EXTRACTION_URL", "Where extraction is asked what its sources hold.",
        .server("extraction's HTTP address, http://host:port"), absent: "the first page shows no counts of sources",
        of: [.reporting])

    public static let backupMark = Setting<URL?>(
        optional: "REPORTING_BACKUP_MARK", "What the backup touches when it has ended well; /metrics tells when.",
        .path("the path of an empty file", .notDirectory), absent: "nobody is told that a backup is missing",
        of: [.reporting])

    static let all = [extraction.declaration, backupMark.declaration]
}
