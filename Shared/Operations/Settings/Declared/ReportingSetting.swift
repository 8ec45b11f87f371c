public import Foundation
import Letters

/// The settings of reporting.
public enum ReportingSetting {
    public static let extraction = Setting<URL?>(
        optional: "REPORTING_EXTRACTION_URL", "Where extraction is asked what its sources hold.",
        .server("extraction's HTTP address, http://host:port"), absent: "the first page shows no counts of sources",
        of: [.reporting])

    public static let backupMark = Setting<URL?>(
        optional: "REPORTING_BACKUP_MARK", "What the backup touches when it has ended well; /metrics tells when.",
        .path("the path of an empty file", .notDirectory), absent: "nobody is told that a backup is missing",
        of: [.reporting])

    public static let targets = Setting<[String]>(
        "REPORTING_TARGETS", "What the trust means to reach, in place of what is proposed.",
        .list("shares in per cent by measure, like K1=95,K9=100"), default: "",
        inWords: "K1, K2, K3, K5 and K7.business 95, K7.technical and K10 98, K9 100", of: [.reporting])

    static let all = [extraction.declaration, backupMark.declaration, targets.declaration]
}
