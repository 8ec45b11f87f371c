import Foundation
import Logging
import Mesh
import Metrics
import Pipeline
import ServiceLifecycle
import Synchronization

/// The way to MESH: whether it is open, and what is wrong when it is not.
///
/// It is opened by a handshake, at start and every 24 hours. What goes wrong for every letter alike closes it: then
/// nothing is sent or collected until a handshake succeeds again, so that MESH is never hammered.
final class MeshLink: Service {
    let mailbox: MeshMailbox
    private let logger: Logger
    private let tell: @Sendable (String?) -> Void
    private let isOpenFlag = Mutex(false)
    private let trouble = Bell()
    private let listeners: [Bell]
    private let handshaken = Gauge(label: "transport_mesh_handshake_timestamp_seconds")
    private let skew = Gauge(label: "transport_mesh_clock_skew_seconds")

    static let interval: Duration = .seconds(24 * 3600)

    /// - Parameters:
    ///   - listeners: rung when the way opens.
    ///   - tell: told what is wrong, and nil when nothing is.
    init(
        _ mailbox: MeshMailbox, logger: Logger, listeners: [Bell], tell: @escaping @Sendable (String?) -> Void
    ) {
        self.mailbox = mailbox
        self.logger = logger
        self.listeners = listeners
        self.tell = tell
        tell("no handshake with MESH yet")
    }

    var isOpen: Bool { isOpenFlag.withLock { $0 } }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var pause = Backoff(from: .seconds(1), to: .seconds(60))
            while !Task.isCancelled {
                let wasRefused: Bool
                do throws(MeshError) {
                    try await self.mailbox.handshake()
                    self.open()
                    pause.reset()
                    await self.trouble.wait(atMost: Self.interval)
                    wasRefused = false
                } catch {
                    self.close(error)
                    wasRefused = error.verdict == .neverForThisProcess
                }
                // Somebody must change something first: no reason to ask often.
                if !self.isOpen { try? await Task.sleep(for: pause.next() * (wasRefused ? 5 : 1)) }
            }
        }
    }

    /// Tells of a failure. One that every letter would meet closes the way; after a connection that broke, a handshake
    /// finds out whether MESH is still there.
    func report(_ error: MeshError) {
        guard isOpen else { return }
        if error.verdict == .neverForThisProcess { close(error) }
        if !isOpen || error.kind == .unreachable { trouble.ring() }
    }

    private func open() {
        handshaken.record(Int(Date().timeIntervalSince1970))
        skew.record(mailbox.clockSkew ?? 0)
        let wasOpen = isOpenFlag.withLock { flag in
            defer { flag = true }
            return flag
        }
        tell(nil)
        if !wasOpen { logger.info("MESH knows us", metadata: .of([.mailbox: mailbox.settings.mailbox])) }
        if let skew = mailbox.clockSkew, abs(skew) > 300 {
            logger.warning("our clock and that of MESH differ", metadata: .of([.seconds: Int(skew)]))
        }
        for listener in listeners { listener.ring() }
    }

    private func close(_ error: MeshError) {
        isOpenFlag.withLock { $0 = false }
        guard error.kind != .cancelled else { return }
        let sentence = Self.sentence(error, skew: mailbox.clockSkew)
        tell(sentence)
        logger.error("MESH cannot be used", metadata: .of([.code: error.code, .why: sentence]))
    }

    /// The condition in a word, and what to do.
    static func sentence(_ error: MeshError, skew: TimeInterval?) -> String {
        switch error.kind {
        case .credentials where abs(skew ?? 0) > 7200:
            "clock: MESH's clock is \(Int(skew ?? 0)) s ahead of ours, it refuses more than two hours: set our clock"
        case .credentials:
            "credentials: MESH refuses us: check MESH_MAILBOX, MESH_PASSWORD and MESH_SHARED_KEY (\(error.detail))"
        case .certificate:
            "certificate: check MESH_CA_FILE, MESH_CERTIFICATE_FILE, MESH_KEY_FILE, MESH_KEY_PASSWORD (\(error.detail))"
        case .unreachable: "unreachable: MESH does not answer: check the network and MESH_URL (\(error.detail))"
        case .unreadable: "address: what answers is not MESH: check MESH_URL (\(error.detail))"
        default: "unavailable: \(error.description)"
        }
    }
}
