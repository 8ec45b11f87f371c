import Foundation
import Logging
import Mesh
import Metrics
import Pipeline
import ServiceLifecycle
import Synchronization

/// Tracks whether MESH's API can be used, and why not.
///
/// A handshake opens the link, at start and every 24 hours. An error that every letter would meet closes it; then
/// nothing is sent or collected until a handshake succeeds, so that MESH is not flooded with requests.
final class MeshLink: Service {
    let mailbox: MeshMailbox
    private let logger: Logger
    private let setReadiness: @Sendable (String?) -> Void
    private let state = Mutex(State())
    private let trouble = Wakeup()
    private let listeners: [Wakeup]
    let meshStatus: SharedMeshStatus

    private let interval: Duration

    private struct State {
        var isOpen = false
        /// Why the link is not open.
        var trouble: String? = "no handshake with MESH yet"
        /// A sentence about answers that did not come from MESH.
        var interposed: String?
        /// MESH's `Retry-After`.
        var restsUntil: ContinuousClock.Instant?

        var said: String? { trouble ?? interposed }
    }

    /// - Parameters:
    ///   - interval: the time between two handshakes; MESH wants one a day, even from a mailbox that sends nothing.
    ///   - listeners: signalled when the link opens.
    ///   - setReadiness: receives what is wrong; nil when nothing is.
    init(
        _ mailbox: MeshMailbox, meshStatus: SharedMeshStatus, logger: Logger, interval: Duration = .seconds(24 * 3600),
        listeners: [Wakeup], setReadiness: @escaping @Sendable (String?) -> Void
    ) {
        self.mailbox = mailbox
        self.meshStatus = meshStatus
        self.logger = logger
        self.interval = interval
        self.listeners = listeners
        self.setReadiness = setReadiness
        setReadiness("no handshake with MESH yet")
        mailbox.whenInterposed { [weak self] in self?.noteInterposed($0) }
    }

    /// How long the link must have been open for the next pause to be a short one again.
    static let steady: Duration = .seconds(300)
    /// The most seconds that a `Retry-After` of MESH is respected for.
    static let longestRest: Double = 900

    /// Whether requests may be sent: false also during MESH's `Retry-After`.
    var isOpen: Bool { state.withLock { $0.isOpen && $0.restsUntil.map { $0 <= .now } ?? true } }

    private var isClosed: Bool { !state.withLock { $0.isOpen } }

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.keepOpen() }
    }

    private func keepOpen() async {
        var pause = Backoff(from: .seconds(1), to: .seconds(60))
        while !Task.isCancelled {
            let wasRefused: Bool
            do throws(MeshError) {
                try await mailbox.handshake()
                open()
                let start = ContinuousClock.now
                await trouble.wait(atMost: interval)
                let open = start.duration(to: .now)
                // If handshakes succeed but every other request is refused, the pauses keep growing.
                if open > Self.steady { pause.reset() }
                wasRefused = isClosed
                // The same if handshakes succeed but other connections break.
                if !wasRefused, open < min(Self.steady, interval) { try? await Task.sleep(for: pause.next()) }
            } catch {
                close(error)
                wasRefused = error.verdict == .neverForThisProcess
            }
            // After a refusal a person must change something first, so MESH is asked five times less often.
            if isClosed { try? await Task.sleep(for: pause.next() * (wasRefused ? 5 : 1)) }
        }
    }

    /// Reports a failure. An error that every letter would meet closes the link. After a broken connection, or an
    /// answer that did not come from MESH, a handshake tests whether MESH can still be reached.
    func report(_ error: MeshError) {
        if error.kind == .unavailable, let seconds = error.retryAfter { rest(seconds) }
        guard !isClosed else { return }
        if error.verdict == .neverForThisProcess { close(error) }
        if isClosed || error.kind == .unreachable || error.kind == .unreadable { trouble.signal() }
    }

    /// Pauses the whole way for `Retry-After`: it concerns all requests, not only the letter that met it.
    private func rest(_ seconds: Double) {
        let pause = Duration.seconds(min(seconds, Self.longestRest))
        state.withLock { $0.restsUntil = max($0.restsUntil ?? .now, .now + pause) }
        Counter(label: "transport_mesh_rests_total").increment()
        Task { [listeners] in
            try? await Task.sleep(for: pause)
            for listener in listeners { listener.signal() }
        }
    }

    /// Opens the link. Status and readiness change under one lock, as in `close`, so that the last report is the
    /// current one.
    private func open() {
        let wasOpen = state.withLock { state in
            state.trouble = nil
            meshStatus.note {
                $0.trouble = nil
                $0.handshakeAt = Date()
                $0.skew = mailbox.clockSkew
            }
            setReadiness(state.said)
            defer { state.isOpen = true }
            return state.isOpen
        }
        if let skew = mailbox.clockSkew, abs(skew) > 300 {
            logger.warning("clock differs from MESH's by more than five minutes", metadata: .of([.seconds: Int(skew)]))
        }
        // Listeners are signalled only if the link was closed; otherwise each broken request would be repeated at once.
        guard !wasOpen else { return }
        logger.info("MESH handshake succeeded", metadata: .of([.mailbox: mailbox.settings.mailbox]))
        for listener in listeners { listener.signal() }
    }

    /// Reports an answer that did not come from MESH. The link stays open, because other letters still pass.
    private func noteInterposed(_ objection: String?) {
        let sentence = objection.map { MeshCondition(interposed: $0).sentence }
        let isNews = state.withLock { state in
            guard state.interposed != sentence else { return false }
            state.interposed = sentence
            meshStatus.note { $0.interposed = sentence }
            setReadiness(state.said)
            return true
        }
        guard isNews, let sentence else { return }
        Counter(label: "transport_mesh_interposed_total").increment()
        logger.error(
            "answer did not come from MESH; the request is repeated",
            metadata: .of([.code: MeshCondition.Name.interposed.rawValue, .why: sentence]))
    }

    private func close(_ error: MeshError) {
        let condition = MeshCondition(error, skew: mailbox.clockSkew)
        state.withLock { state in
            state.isOpen = false
            guard error.kind != .cancelled else { return }
            state.trouble = condition.sentence
            meshStatus.note {
                $0.trouble = condition.sentence
                $0.skew = mailbox.clockSkew
            }
            setReadiness(state.said)
        }
        guard error.kind != .cancelled else { return }
        Counter(label: "transport_mesh_closed_total", dimensions: [("condition", condition.name.rawValue)]).increment()
        logger.error(
            "MESH cannot be used: nothing is sent or collected until a handshake succeeds",
            metadata: .of([.code: condition.name.rawValue, .why: condition.sentence]))
    }
}
