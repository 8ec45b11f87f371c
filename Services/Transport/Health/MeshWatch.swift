import Foundation
import GRDB
import Journal
import Letters
import Messages
import Metrics
import NIOSSL
import ServiceLifecycle

/// Reads the ledger's counts and the certificate's end every ten seconds, for the page, the gauges and readiness.
struct MeshWatch: Service {
    let journal: Journal
    let meshStatus: SharedMeshStatus
    /// Our certificate's PEM file.
    let certificateFile: String?
    var settling = Send.Settling(settle: 900, track: 3600)
    /// Receives a summary of the letters whose tries keep failing.
    var sendHealth = SendHealth()
    var interval: Duration = .seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat { await refresh(at: Date()) } while (try? await Task.sleep(for: interval)) != nil
        }
    }

    func refresh(at now: Date) async {
        let found = try? await journal.read { (try SendLedger.counts($0), try SendLedger.unanswered($0)) }
        let end = certificateFile.flatMap { Self.end(ofCertificate: $0) }
        meshStatus.note { status in
            status.certificateEnds = end
            guard let (open, unanswered) = found else { return }
            status.open = open
            (status.unanswered, status.oldestUnanswered) = unanswered
        }
        record(meshStatus.current, now)
        await refreshStalled(at: now)
    }

    private func refreshStalled(at now: Date) async {
        let limit = now - settling.patience
        let troubled: (count: Int, oldest: Send.Trouble)?
        do {
            troubled = try await journal.read { try SendLedger.troubled(since: limit, $0) }
        } catch {
            return
        }
        Gauge(label: "transport_sends_in_vain").record(troubled?.count ?? 0)
        sendHealth.inVain(
            troubled.map { troubled in
                "\(troubled.count) letter\(troubled.count == 1 ? " is" : "s are") tried in vain, the oldest since "
                    + "\(Instant.text(troubled.oldest.since)): \(troubled.oldest.reason.detail)"
            })
    }

    private func record(_ status: MeshStatus, _ now: Date) {
        func gauge(_ name: String, _ value: Double?) {
            if let value { Gauge(label: "transport_\(name)").record(value) }
        }
        for phase in Send.Phase.open {
            Gauge(label: "transport_sends_open", dimensions: [("phase", phase.rawValue)])
                .record(status.open[phase] ?? 0)
        }
        gauge("mesh_open", status.trouble == nil ? 1 : 0)
        gauge("mesh_handshake_age_seconds", status.handshakeAt.map { now.timeIntervalSince($0) })
        gauge("mesh_poll_age_seconds", status.polledAt.map { now.timeIntervalSince($0) })
        gauge("mesh_clock_skew_seconds", status.skew)
        gauge("mesh_certificate_days", status.certificateEnds.map { $0.timeIntervalSince(now) / 86_400 })
        gauge("mesh_inbox_messages", status.waiting.map(Double.init))
        gauge("mesh_foreign_messages", Double(status.foreign))
        gauge("mesh_stuck_messages", Double(status.stuck))
        gauge("unanswered_letters", Double(status.unanswered))
        gauge("oldest_unanswered_seconds", status.oldestUnanswered.map { now.timeIntervalSince($0) } ?? 0)
    }

    /// When the first certificate of a PEM file ends; nil when it cannot be read.
    static func end(ofCertificate file: String) -> Date? {
        guard let certificate = try? NIOSSLCertificate.fromPEMFile(file).first else { return nil }
        return Date(timeIntervalSince1970: Double(certificate.notValidAfter))
    }
}
