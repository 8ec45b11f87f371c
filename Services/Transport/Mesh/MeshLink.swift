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
    let board: MeshBoard

    private let interval: Duration

    /// - Parameters:
    ///   - interval: between two handshakes; MESH wants one a day, also from who has nothing to send.
    ///   - listeners: rung when the way opens.
    ///   - tell: told what is wrong, and nil when nothing is.
    init(
        _ mailbox: MeshMailbox, board: MeshBoard, logger: Logger, interval: Duration = .seconds(24 * 3600),
        listeners: [Bell], tell: @escaping @Sendable (String?) -> Void
    ) {
        self.mailbox = mailbox
        self.board = board
        self.logger = logger
        self.interval = interval
        self.listeners = listeners
        self.tell = tell
        tell("no handshake with MESH yet")
    }

    var isOpen: Bool { isOpenFlag.withLock { $0 } }

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
                pause.reset()
                await trouble.wait(atMost: interval)
                wasRefused = false
            } catch {
                close(error)
                wasRefused = error.verdict == .neverForThisProcess
            }
            // Somebody must change something first: no reason to ask often.
            if !isOpen { try? await Task.sleep(for: pause.next() * (wasRefused ? 5 : 1)) }
        }
    }

    /// Tells of a failure. One that every letter would meet closes the way; after a connection that broke, a handshake
    /// finds out whether MESH is still there.
    func report(_ error: MeshError) {
        guard isOpen else { return }
        if error.verdict == .neverForThisProcess { close(error) }
        if !isOpen || error.kind == .unreachable { trouble.ring() }
    }

    /// The board and the readiness change under the flag's lock, as they do in `close`: what is told last is what is so.
    private func open() {
        let wasOpen = isOpenFlag.withLock { flag in
            board.note {
                $0.trouble = nil
                $0.handshakeAt = Date()
                $0.skew = mailbox.clockSkew
            }
            tell(nil)
            defer { flag = true }
            return flag
        }
        if !wasOpen { logger.info("MESH knows us", metadata: .of([.mailbox: mailbox.settings.mailbox])) }
        if let skew = mailbox.clockSkew, abs(skew) > 300 {
            logger.warning("our clock and that of MESH differ", metadata: .of([.seconds: Int(skew)]))
        }
        for listener in listeners { listener.ring() }
    }

    private func close(_ error: MeshError) {
        let condition = MeshCondition(error, skew: mailbox.clockSkew)
        isOpenFlag.withLock { flag in
            flag = false
            guard error.kind != .cancelled else { return }
            board.note {
                $0.trouble = condition.sentence
                $0.skew = mailbox.clockSkew
            }
            tell(condition.sentence)
        }
        guard error.kind != .cancelled else { return }
        Counter(label: "transport_mesh_closed_total", dimensions: [("condition", condition.name.rawValue)]).increment()
        logger.error(
            "MESH cannot be used: nothing is sent or collected until a handshake succeeds",
            metadata: .of([.code: condition.name.rawValue, .why: condition.sentence]))
    }
}
