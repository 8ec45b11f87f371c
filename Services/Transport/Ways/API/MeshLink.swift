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
    private let setReadiness: @Sendable (String?) -> Void
    private let state = Mutex(State())
    private let trouble = Wakeup()
    private let listeners: [Wakeup]
    let meshStatus: SharedMeshStatus

    private let interval: Duration

    private struct State {
        var isOpen = false
        /// Why it is not.
        var trouble: String? = "no handshake with MESH yet"
        /// Which answers are not MESH's.
        var interposed: String?
        /// MESH's `Retry-After`.
        var restsUntil: ContinuousClock.Instant?

        var said: String? { trouble ?? interposed }
    }

    /// - Parameters:
    ///   - interval: between two handshakes; MESH wants one a day, also from who has nothing to send.
    ///   - listeners: rung when the way opens.
    ///   - setReadiness: told what is wrong, and nil when nothing is.
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

    /// How long the way must have been open before its closing counts as a new trouble.
    static let steady: Duration = .seconds(300)
    /// Seconds that we stay away at most, whatever `Retry-After` asks for.
    static let longestRest: Double = 900

    /// False also while MESH has asked us to stay away.
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
                // Where handshakes succeed and all else is refused, the pauses go on growing.
                if open > Self.steady { pause.reset() }
                wasRefused = isClosed
                // Where they succeed and all else breaks off, likewise.
                if !wasRefused, open < min(Self.steady, interval) { try? await Task.sleep(for: pause.next()) }
            } catch {
                close(error)
                wasRefused = error.verdict == .neverForThisProcess
            }
            // Somebody must change something first: no reason to ask often.
            if isClosed { try? await Task.sleep(for: pause.next() * (wasRefused ? 5 : 1)) }
        }
    }

    /// Tells of a failure. One that every letter would meet closes the way; after a connection that broke, or an answer
    /// that is not MESH's, a handshake finds out whether MESH is still there.
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

    /// The status and the readiness change under one lock, as they do in `close`: what is told last is what is so.
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
        // A way that was open has nothing new for those who wait: else whatever breaks off would be tried at once.
        guard !wasOpen else { return }
        logger.info("MESH handshake succeeded", metadata: .of([.mailbox: mailbox.settings.mailbox]))
        for listener in listeners { listener.signal() }
    }

    /// One odd answer does not close the way, on which all other letters go.
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
