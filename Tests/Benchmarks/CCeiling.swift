import CBroker
import Foundation

/// The same work in C on threads of its own, as the upper limit; see `cbroker.h`.
struct CCeiling: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// A queue and the number of messages to publish for each of its messages; none if the queue is only drained.
    struct Hop: Sendable {
        var queue: String
        var exchange = ""
        var key: String?
        var count: Int
    }

    var port: Int
    var user: String
    var password: String
    var virtualHost: String

    func publish(_ work: BenchWork, exchange: String = "", key: String) async throws {
        try await run { strings, address in
            let target = cbroker_target(exchange: strings[exchange], key: strings[key])
            return cbroker_publish(address, target, work.count, Int32(work.size), Int32(work.window))
        }
    }

    func move(_ hops: [Hop], prefetch: Int) async throws {
        try await run { strings, address in
            let hops = hops.map { hop in
                cbroker_hop(
                    queue: strings[hop.queue],
                    target: cbroker_target(exchange: strings[hop.exchange], key: hop.key.flatMap { strings[$0] }),
                    count: hop.count)
            }
            return cbroker_hops(address, hops, Int32(hops.count), Int32(prefetch))
        }
    }

    private func run(
        _ work: @escaping @Sendable (CStrings, cbroker_address) -> UnsafePointer<CChar>?
    ) async throws {
        let trouble: String? = await withCheckedContinuation { continuation in
            Thread {
                let strings = CStrings()
                let address = cbroker_address(
                    host: strings["127.0.0.1"], port: Int32(port), user: strings[user], password: strings[password],
                    vhost: strings[virtualHost])
                continuation.resume(returning: work(strings, address).map { String(cString: $0) })
            }.start()
        }
        if let trouble { throw Failure(description: "the C side: \(trouble)") }
    }

    /// C strings that stay valid while this object exists.
    final class CStrings {
        private var all: [UnsafeMutablePointer<CChar>?] = []

        deinit { for string in all { free(string) } }

        subscript(text: String) -> UnsafePointer<CChar>? {
            let copy = strdup(text)
            all.append(copy)
            return UnsafePointer(copy)
        }
    }
}
