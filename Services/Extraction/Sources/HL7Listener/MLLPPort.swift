import Foundation
import HL7v2
import Letters
import Logging
import Metrics
import NIOCore
import Pipeline
import Synchronization

/// The state shared by the connections of a port: who may connect, how many connections there are, and the limits on
/// work in progress.
final class MLLPPort: Sendable {
    typealias Job = @Sendable () async -> Void

    /// The bytes of an unfinished frame that a connection may hold without asking for room: 256 KiB.
    static let share = 256 * 1024
    /// How many larger frames are held in memory at a time; other connections with a large frame are not read in the
    /// meantime.
    static let largeFrames = 2
    /// The time in which a frame must be complete, however steadily its bytes come: 20 MB take minutes over a slow
    /// line.
    static let longestFrame = Duration.seconds(900)
    /// How many messages are processed at a time.
    static let width = 32

    let source: HL7Source
    let intake: MessageIntake
    let rooms = Places(largeFrames)
    private let turns = Workers(count: width)
    /// One large message is processed at a time, since it takes several times its size in memory.
    private let largeTurns = Workers(count: 1)
    private let logger: Logger
    private let jobs: AsyncStream<Job>.Continuation
    private let state = Mutex(State())

    private struct State {
        var channels: [ObjectIdentifier: any NIOCore.Channel] = [:]
        /// The addresses whose refusal was logged.
        var told: Set<String> = []
    }

    init(_ intake: MessageIntake, _ jobs: AsyncStream<Job>.Continuation) {
        source = intake.source
        logger = intake.logger
        self.intake = intake
        self.jobs = jobs
    }

    var channels: [any NIOCore.Channel] { state.withLock { Array($0.channels.values) } }

    /// Runs a connection's job when its turn comes.
    func begin(isLarge: Bool, _ job: @escaping @Sendable (MessageIntake) async -> Void) {
        let turns = isLarge ? largeTurns : turns
        jobs.yield { [intake] in await turns.run { await job(intake) } }
    }

    /// Registers a new connection.
    ///
    /// - Returns: false when the peer may not connect, or there are too many connections.
    func enter(_ channel: any NIOCore.Channel) -> Bool {
        let address = channel.remoteAddress?.ipAddress ?? ""
        let isAllowed = source.peers.isEmpty || source.peers.contains { $0.contains(address) }
        let (isTaken, isNews, count) = state.withLock { state -> (Bool, Bool, Int) in
            guard isAllowed, state.channels.count < source.connections else {
                return (false, state.told.count < 1000 && state.told.insert(address).inserted, state.channels.count)
            }
            state.channels[ObjectIdentifier(channel)] = channel
            return (true, false, state.channels.count)
        }
        Gauge(label: "extraction_connections", dimensions: [("source", source.name)]).record(count)
        guard !isTaken else { return true }
        Counter(label: "extraction_connections_refused_total", dimensions: [("source", source.name)]).increment()
        if isNews {
            logger.warning(
                "connection refused; its address is not among the peers",
                metadata: .of([
                    .source: source.name, .host: address,
                    .why: isAllowed ? "there are \(count) already" : "the address is not among the source's peers",
                ]))
        }
        return false
    }

    func left(_ channel: any NIOCore.Channel) {
        let count = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            return state.channels.count
        }
        Gauge(label: "extraction_connections", dimensions: [("source", source.name)]).record(count)
    }

    func failed(_ error: any Error) {
        logger.notice("a connection failed", metadata: .of([.source: source.name, .why: "\(type(of: error))"]))
    }

    /// Records that a message was not decided within `answer-within`.
    func isLate() {
        Counter(label: "extraction_late_total", dimensions: [("source", source.name)]).increment()
        logger.warning(
            "HL7 message not decided in time; the connection is closed without an answer",
            metadata: .of([.source: source.name, .seconds: source.answerWithin.seconds]))
    }
}
