import Foundation
import GRDB
import Journal
import Messages
import Metrics
import NIOSSL
import ServiceLifecycle

/// Looks now and then at what nobody tells, and keeps the gauges true.
struct MeshWatch: Service {
    let journal: Journal
    let board: MeshBoard
    /// Our certificate's PEM file.
    let certificateFile: String?
    var settling = Send.Settling(settle: 900, track: 3600)
    /// Told what single letters have waited for in vain.
    var standing = SendStanding()
    var interval: Duration = .seconds(10)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat { await look(at: Date()) } while (try? await Task.sleep(for: interval)) != nil
        }
    }

    func look(at now: Date) async {
        let found = try? await journal.read { (try SendLedger.counts($0), try SendLedger.unanswered($0)) }
        let end = certificateFile.flatMap { Self.end(ofCertificate: $0) }
        board.note { standing in
            standing.certificateEnds = end
            guard let (open, unanswered) = found else { return }
            standing.open = open
            (standing.unanswered, standing.oldestUnanswered) = unanswered
        }
        record(board.standing, now)
        await lookForTroubles(at: now)
    }

    private func lookForTroubles(at now: Date) async {
        let limit = now - settling.patience
        let troubled: (count: Int, oldest: Send.Trouble)?
        do {
            troubled = try await journal.read { try SendLedger.troubled(since: limit, $0) }
        } catch {
            return
        }
        Gauge(label: "transport_sends_in_vain").record(troubled?.count ?? 0)
        standing.inVain(
            troubled.map { troubled in
                "\(troubled.count) letter\(troubled.count == 1 ? " is" : "s are") tried in vain, the oldest since "
                    + "\(Instant.text(troubled.oldest.since)): \(troubled.oldest.reason.detail)"
            })
    }

    private func record(_ standing: MeshStanding, _ now: Date) {
        func gauge(_ name: String, _ value: Double?) {
            if let value { Gauge(label: "transport_\(name)").record(value) }
        }
        for phase in Send.Phase.open {
            Gauge(label: "transport_sends_open", dimensions: [("phase", phase.rawValue)])
                .record(standing.open[phase] ?? 0)
        }
        gauge("mesh_open", standing.trouble == nil ? 1 : 0)
        gauge("mesh_handshake_age_seconds", standing.handshakeAt.map { now.timeIntervalSince($0) })
        gauge("mesh_poll_age_seconds", standing.polledAt.map { now.timeIntervalSince($0) })
        gauge("mesh_clock_skew_seconds", standing.skew)
        gauge("mesh_certificate_days", standing.certificateEnds.map { $0.timeIntervalSince(now) / 86_400 })
        gauge("mesh_inbox_messages", standing.waiting.map(Double.init))
        gauge("mesh_foreign_messages", Double(standing.foreign))
        gauge("mesh_stuck_messages", Double(standing.stuck))
        gauge("unanswered_letters", Double(standing.unanswered))
        gauge("oldest_unanswered_seconds", standing.oldestUnanswered.map { now.timeIntervalSince($0) } ?? 0)
    }

    /// When the first certificate of a PEM file ends; nil when it cannot be read.
    static func end(ofCertificate file: String) -> Date? {
        guard let certificate = try? NIOSSLCertificate.fromPEMFile(file).first else { return nil }
        return Date(timeIntervalSince1970: Double(certificate.notValidAfter))
    }
}
