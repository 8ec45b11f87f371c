import Foundation
import HL7v2
import Letters
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Pipeline
import ServiceLifecycle
import Synchronization

/// A port on which the hospital's systems send letters as HL7 v2 messages over MLLP.
final class HL7Listener: LetterSource {
    let source: HL7Source
    private let admission: Admission
    private let tally: FeedTally
    private let intake: MessageIntake
    private let setReadiness: @Sendable (String?) -> Void
    private let logger: Logger
    private let bound = Mutex<Int?>(nil)

    /// Thrown when the port cannot be opened.
    struct CannotListen: Error, CustomStringConvertible { var description: String }

    /// - Parameters:
    ///   - isLive: true to refuse test messages.
    ///   - setReadiness: called with the reason when no letter can be taken, and with nil when letters can be taken
    ///     again.
    init(
        _ source: HL7Source, admission: Admission, isLive: Bool,
        setReadiness: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        self.source = source
        self.admission = admission
        self.setReadiness = setReadiness
        logger = admission.logger
        tally = FeedTally(source.name, source.feeds)
        intake = MessageIntake(
            source: source, admission: admission, isLive: isLive, tally: tally, logger: logger,
            setReadiness: setReadiness)
    }

    var name: String { source.name }

    var backlog: SourceBacklog { SourceBacklog(items: intake.standing.items, feeds: tally.lines) }

    /// The port in use; nil while the listener is not running.
    var port: Int? { bound.withLock { $0 } }

    func run() async throws {
        let (stream, jobs) = AsyncStream<MLLPPort.Job>.makeStream()
        let port = MLLPPort(intake, jobs)
        let server = try await listen(port)
        bound.withLock { $0 = server.localAddress?.port }
        setReadiness(nil)
        logger.info(
            "listening for HL7 messages",
            metadata: .of([
                .source: name, .host: source.host, .count: source.feeds.count,
                .answer: server.localAddress?.port ?? 0,
            ]))
        async let _ = watchHours()
        async let work: Void = withDiscardingTaskGroup { group in
            for await job in stream { group.addTask { await job() } }
        }
        try? await gracefulShutdown()
        try? await server.close()
        bound.withLock { $0 = nil }
        await end(port)
        jobs.finish()
        await work
    }

    /// Lets connections finish and answer complete messages for up to 7 s, then closes them.
    private func end(_ port: MLLPPort) async {
        for channel in port.channels { channel.pipeline.fireUserInboundEventTriggered(MLLPHandler.Ending()) }
        let limit = ContinuousClock.now + .seconds(7)
        while !port.channels.isEmpty, ContinuousClock.now < limit, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
        }
        for channel in port.channels { channel.close(promise: nil) }
    }

    private func listen(_ port: MLLPPort) async throws(CannotListen) -> any NIOCore.Channel {
        let tls = try secured()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                ChannelOptions.socket(SocketOptionLevel(IPPROTO_TCP), SocketOptionName(TCP_KEEPIDLE)), value: 60
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(MLLPHandler(port))
                }
            }
        do {
            return try await bootstrap.bind(host: source.host, port: source.port).get()
        } catch {
            let why = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw CannotListen(
                description: "port \(source.port) on \(source.host) cannot be served (\(why)): is it free, and ours?")
        }
    }

    private func secured() throws(CannotListen) -> NIOSSLContext? {
        guard let files = source.tls else { return nil }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificate).map {
                NIOSSLCertificateSource.certificate($0)
            }
            let key = try NIOSSLPrivateKey(file: files.keyFile, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            if let clients = files.clients {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(clients))
                configuration.certificateVerification = .noHostnameVerification
            }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw CannotListen(
                description: "the files of tls cannot be used (\(error)): certificate, key_file and clients are PEM")
        }
    }

    func check() async throws -> [String] {
        _ = try secured()
        let names = source.feeds.map(\.name).joined(separator: ", ")
        let feeds = "feeds: \(names)"
        let server = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        do {
            try await server.bind(host: source.host, port: source.port).get().close()
            return ["port \(source.port) on \(source.host) can be served", feeds]
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            return [
                "port \(source.port) on \(source.host) is served already: by the running extraction, or by another?",
                feeds,
            ]
        } catch {
            throw CannotListen(description: "port \(source.port) on \(source.host) cannot be served: \(error)")
        }
    }

    private func watchHours() async {
        while (try? await Task.sleep(for: .seconds(30))) != nil {
            for feed in tally.look(at: Date()) {
                logger.warning("letter feed silent", metadata: .of([.source: name, .item: feed]))
            }
        }
    }
}
