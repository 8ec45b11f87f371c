import CRabbitMQ
import Foundation

/// A connection of rabbitmq-c with its only channel. It is used by one thread; every call may block.
///
/// There is only one channel, because the library discards frames of other channels while it waits for one (rabbitmq-c
/// 0.11, amqp_socket.c:904).
final class AMQPConnection {
    private static let channel: amqp_channel_t = 1
    /// Timeout of every call that waits for an answer; without it the library waits for ever.
    private static let answerTimeout = timeval(tv_sec: 10, tv_usec: 0)
    private static let connectTimeout = timeval(tv_sec: 5, tv_usec: 0)
    private static let frameSize: Int32 = 131_072

    private let state: amqp_connection_state_t
    let socket: Int32
    /// Memory for the arguments of publishes, reused from one message to the next.
    private let arena = Arena()

    /// Connects, logs in and opens the channel.
    init(_ settings: BrokerSettings, host: BrokerSettings.Host, purpose: String) throws(BrokerError) {
        guard let state = amqp_new_connection() else { throw .notConnected("out of memory") }
        self.state = state
        do throws(BrokerError) {
            try Self.openSocket(state, settings, host)
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
        // All stored properties are set from here on, so deinit runs even if the initialiser throws.
        socket = Int32(amqp_get_sockfd(state))
        Self.tune(socket, settings)
        try Self.login(state, settings, purpose, host)
        _ = amqp_channel_open(state, Self.channel)
        try Self.check(amqp_get_rpc_reply(state))
    }

    deinit { amqp_destroy_connection(state) }

    private static func openSocket(
        _ state: amqp_connection_state_t, _ settings: BrokerSettings, _ host: BrokerSettings.Host
    ) throws(BrokerError) {
        let place = "\(host.name):\(host.port)"
        guard let socket = settings.tls == nil ? amqp_tcp_socket_new(state) : amqp_ssl_socket_new(state) else {
            throw .notConnected("no socket for \(place)")
        }
        if let tls = settings.tls {
            guard amqp_ssl_socket_set_cacert(socket, tls.authorityFile) == 0 else {
                throw .notConnected("the authorities' file \(tls.authorityFile) cannot be used")
            }
            if let certificate = tls.certificateFile, let key = tls.keyFile {
                guard amqp_ssl_socket_set_key(socket, certificate, key) == 0 else {
                    throw .notConnected("the certificate \(certificate) or its key \(key) cannot be used")
                }
            }
            amqp_ssl_socket_set_verify_peer(socket, 1)
            amqp_ssl_socket_set_verify_hostname(socket, 1)
            amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST)
        }
        var handshake = answerTimeout
        amqp_set_handshake_timeout(state, &handshake)
        var answer = answerTimeout
        amqp_set_rpc_timeout(state, &answer)
        var connect = connectTimeout
        let status = amqp_socket_open_noblock(socket, host.name, Int32(host.port), &connect)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw .notConnected("\(place): \(words(status))\(hint(status))")
        }
    }

    /// A likely cause of a failed TLS verification, because the library does not report the cause.
    private static func hint(_ status: Int32) -> String {
        status == AMQP_STATUS_SSL_PEER_VERIFY_FAILED.rawValue
            ? " (has the broker's certificate run out, or is its authority not in BROKER_CA_FILE?)" : ""
    }

    /// Lets the kernel detect a dead peer too: a publish that blocks half-way does not check heartbeats.
    private static func tune(_ socket: Int32, _ settings: BrokerSettings) {
        var on: Int32 = 1
        var milliseconds = UInt32(max(settings.heartbeat, 1) * 1000)
        setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(
            socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, socklen_t(MemoryLayout<UInt32>.size))
    }

    /// Logs in and announces the capabilities `basic.cancel` and `connection.blocked`; without them the broker sends
    /// neither.
    private static func login(
        _ state: amqp_connection_state_t, _ settings: BrokerSettings, _ purpose: String, _ host: BrokerSettings.Host
    ) throws(BrokerError) {
        let arena = Arena()
        var properties = arena.table([
            "product": .string("MeshPost"), "connection_name": .string("\(settings.connectionName) \(purpose)"),
            "capabilities": .table([
                "consumer_cancel_notify": .boolean(true), "connection.blocked": .boolean(true),
                "publisher_confirms": .boolean(true), "basic.nack": .boolean(true),
                "authentication_failure_close": .boolean(true),
            ]),
        ])
        do throws(BrokerError) {
            try check(
                meshpost_amqp_login(
                    state, settings.virtualHost, frameSize, Int32(settings.heartbeat), &properties, settings.user,
                    settings.password))
        } catch {
            guard case .closed(let code, let text) = error else { throw error }
            throw .notConnected("\(host.name):\(host.port) closed the connection: \(code) \(text)")
        }
    }

    // MARK: Requests, made before consuming begins, because the library holds other frames back meanwhile

    func confirmPublishes() throws(BrokerError) {
        _ = amqp_confirm_select(state, Self.channel)
        try Self.check(amqp_get_rpc_reply(state))
    }

    func requireExchange(_ name: String) throws(BrokerError) {
        let arena = Arena()
        _ = amqp_exchange_declare(
            state, Self.channel, arena.bytes(name), arena.bytes("topic"), 1, 1, 0, 0, amqp_empty_table)
        try Self.check(amqp_get_rpc_reply(state))
    }

    /// - Returns: the number of ready messages in the queue.
    @discardableResult
    func requireQueue(_ name: String) throws(BrokerError) -> Int {
        let arena = Arena()
        let reply = amqp_queue_declare(state, Self.channel, arena.bytes(name), 1, 1, 0, 0, amqp_empty_table)
        try Self.check(amqp_get_rpc_reply(state))
        return reply.map { Int($0.pointee.message_count) } ?? 0
    }

    func consume(_ queue: String, tag: String, prefetch: Int, arguments: [String: HeaderValue]) throws(BrokerError) {
        _ = amqp_basic_qos(state, Self.channel, 0, UInt16(clamping: prefetch), 0)
        try Self.check(amqp_get_rpc_reply(state))
        let arena = Arena()
        _ = amqp_basic_consume(
            state, Self.channel, arena.bytes(queue), arena.bytes(tag), 0, 0, 0, arena.table(arguments))
        try Self.check(amqp_get_rpc_reply(state))
    }

    // MARK: Sending

    /// Sets TCP_CORK (tcp(7)): while corked, the kernel holds data back until it fills a packet.
    func cork(_ isCorked: Bool) {
        var value: Int32 = isCorked ? 1 : 0
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// - Parameter user: the logged-in user, sent as `user-id`, which the broker verifies.
    func publish(_ publication: Publication, as user: String) throws(BrokerError) {
        arena.reset()
        let message = publication.message
        var properties = message.properties.amqp(in: arena, user: user)
        let (exchange, key) = (arena.bytes(publication.exchange), arena.bytes(publication.routingKey))
        // The library reads the body during the call only.
        let status = message.body.withUnsafeBytes { body in
            amqp_basic_publish(
                state, Self.channel, exchange, key, 1, 0, &properties,
                amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress)))
        }
        guard status == AMQP_STATUS_OK.rawValue else { throw .outcomeUnknown }
    }

    func carryOut(_ command: Acknowledgements.Command) throws(BrokerError) {
        let status =
            switch command {
            case .acknowledge(let tag, let multiple): amqp_basic_ack(state, Self.channel, tag, multiple ? 1 : 0)
            case .requeue(let tag): amqp_basic_nack(state, Self.channel, tag, 0, 1)
            case .reject(let tag): amqp_basic_nack(state, Self.channel, tag, 0, 0)
            }
        guard status == AMQP_STATUS_OK.rawValue else { throw .notConnected(Self.words(status)) }
    }

    // MARK: Receiving

    /// Returns the next frame that has arrived, or nil; also sends heartbeats and checks the peer's.
    func nextFrame() throws(BrokerError) -> Frame? {
        var frame = amqp_frame_t()
        var nothing = timeval(tv_sec: 0, tv_usec: 0)
        let status = amqp_simple_wait_frame_noblock(state, &frame, &nothing)
        if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
        guard status == AMQP_STATUS_OK.rawValue else { throw .notConnected(Self.words(status)) }
        return Frame(frame)
    }

    /// Releases the library's memory of frames that have been copied.
    func releaseBuffers() { amqp_maybe_release_buffers(state) }

    /// Closes the connection properly, so that the broker does not log a lost one.
    func close() {
        _ = amqp_connection_close(state, AMQP_REPLY_SUCCESS)
    }

    /// Answers a close that the broker began.
    func confirmClose() {
        var ok = amqp_connection_close_ok_t()
        _ = amqp_send_method(state, 0, amqp_method_number_t(AMQP_CONNECTION_CLOSE_OK_METHOD), &ok)
    }

    // MARK: Errors

    static func check(_ reply: amqp_rpc_reply_t) throws(BrokerError) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION: throw closing(reply.reply) ?? .notConnected("closed by the broker")
        default: throw .notConnected(words(reply.library_error))
        }
    }

    /// Returns the reason given by a `channel.close` or `connection.close`.
    static func closing(_ method: amqp_method_t) -> BrokerError? {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case UInt32(AMQP_CHANNEL_CLOSE_METHOD):
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            return BrokerError(code: Int(close.reply_code), text: String(close.reply_text))
        case UInt32(AMQP_CONNECTION_CLOSE_METHOD):
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            return BrokerError(code: Int(close.reply_code), text: String(close.reply_text))
        default: return nil
        }
    }

    private static func words(_ status: Int32) -> String { String(cString: amqp_error_string2(status)) }
}

extension BrokerError {
    /// Maps a reply code (AMQP 0-9-1, section 1.2).
    init(code: Int, text: String) {
        switch code {
        case 403: self = .forbidden(text)
        case 404: self = .missing(text)
        default: self = .closed(code: code, text: text)
        }
    }
}
