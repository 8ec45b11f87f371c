import Foundation
import Journal
import Letters
import Messages
import Metrics
import ServiceLifecycle

/// Updates the ledger's gauges in `/metrics`.
///
/// When the ledger cannot be read, the gauges keep their last values; readiness reports the fault.
struct LedgerMeter: Service {
    let ledger: Ledger
    /// The file whose modification time the backup sets (`REPORTING_BACKUP_MARK`).
    var backupMark: URL?
    var pause: Duration = .seconds(15)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat {
                tellBackup()
                guard let figures = try? await ledger.journal.read({ try LedgerFigures($0) }) else { continue }
                Self.tell(figures, at: Date())
            } while (try? await Task.sleep(for: pause)) != nil
        }
    }

    private func tellBackup() {
        guard let backupMark else { return }
        let touched = try? FileManager.default.attributesOfItem(atPath: backupMark.path)[.modificationDate] as? Date
        Gauge(label: "reporting_backup_timestamp_seconds").record(touched?.timeIntervalSince1970 ?? 0)
    }

    private static func tell(_ figures: LedgerFigures, at now: Date) {
        for (state, count) in figures.states {
            Gauge(label: "reporting_deliveries", dimensions: [("state", state)]).record(count)
        }
        for (cause, count) in figures.causes {
            Gauge(label: "reporting_needs_person", dimensions: [("cause", cause)]).record(count)
        }
        let signed = figures.oldestOpen.flatMap { Instant.date($0) }
        Gauge(label: "reporting_oldest_open_seconds").record(signed.map { max(0, now.timeIntervalSince($0)) } ?? 0)
        Gauge(label: "reporting_withheld").record(figures.withheld)
        Gauge(label: "reporting_parked").record(figures.parked)
    }
}
