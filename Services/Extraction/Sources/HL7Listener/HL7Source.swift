import Foundation
import HL7v2
import Letters

/// A source of type `hl7`: a port on which the hospital's systems send letters over MLLP (deploy/docs/sources/hl7.md).
struct HL7Source: Equatable, Sendable {
    var name: String
    var host = "127.0.0.1"
    /// The TCP port; 0 for any free one.
    var port: Int
    /// The addresses and ranges that may connect; empty for all, on a loopback host only.
    var peers: [PeerRange] = []
    var tls: TLS?
    /// The time to decide on a message. After it the connection is closed without an answer.
    var answerWithin = Waiting(.seconds(8))
    /// The time after which a connection without traffic is closed.
    var idle = Waiting(.seconds(3600))
    /// The time after which an incomplete frame without new bytes counts as broken.
    var silence = Waiting(.seconds(60))
    /// The largest frame, in bytes.
    var frameBytes = 30_000_000
    var connections = 500
    var feeds: [Feed]

    struct TLS: Equatable, Sendable, Decodable {
        /// The PEM file with our certificate and its chain.
        var certificate: String
        /// The PEM file with our private key.
        var keyFile: String
        /// The PEM file with the authorities for client certificates. If set, every client must present a certificate;
        /// if nil, none must.
        var clients: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case certificate
            case keyFile = "key_file"
            case clients
        }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, type, host, port, peers, tls
        case answerWithin = "answer-within"
        case idle
        case silence = "frame-silence"
        case frameBytes = "frame-bytes"
        case connections, feeds
    }
}

extension HL7Source: Decodable {
    /// - Throws: `DecodingError` that names the setting.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func wrong(_ key: CodingKeys, _ problem: String) -> DecodingError {
            .dataCorruptedError(forKey: key, in: container, debugDescription: "\(key.rawValue) \(problem)")
        }
        func waiting(_ key: CodingKeys, _ otherwise: Waiting) throws -> Waiting {
            guard let text = try container.decodeIfPresent(String.self, forKey: key) else { return otherwise }
            guard let waiting = Waiting(text), waiting.duration > .zero else {
                throw wrong(key, "is no span of time: write it like 8 s")
            }
            return waiting
        }
        func number(_ key: CodingKeys, _ otherwise: Int?, in range: ClosedRange<Int>) throws -> Int {
            guard let number = try container.decodeIfPresent(Int.self, forKey: key) ?? otherwise,
                range.contains(number)
            else { throw wrong(key, "must be a number from \(range.lowerBound) to \(range.upperBound)") }
            return number
        }
        name = try container.decode(String.self, forKey: .name)
        host = try container.decodeIfPresent(String.self, forKey: .host) ?? host
        port = try number(.port, nil, in: 0...65_535)
        peers = try (container.decodeIfPresent([String].self, forKey: .peers) ?? []).map { text in
            guard let range = PeerRange(text) else {
                throw wrong(.peers, "has \(text), which is no address and no range like 10.1.0.0/16")
            }
            return range
        }
        tls = try container.decodeIfPresent(TLS.self, forKey: .tls)
        answerWithin = try waiting(.answerWithin, answerWithin)
        idle = try waiting(.idle, idle)
        silence = try waiting(.silence, silence)
        frameBytes = try number(.frameBytes, frameBytes, in: 1000...1_000_000_000)
        connections = try number(.connections, connections, in: 1...10_000)
        feeds = try container.decodeIfPresent([Feed].self, forKey: .feeds) ?? []
        guard !feeds.isEmpty else {
            throw wrong(.feeds, "names no feed: whose messages are taken, and by which rules?")
        }
        for (index, feed) in feeds.enumerated() where feeds[..<index].contains(where: { $0.name == feed.name }) {
            throw wrong(.feeds, "names the feed \(feed.name) twice")
        }
        guard !peers.isEmpty || PeerRange.isLoopback(host) else {
            throw wrong(.peers, "names nobody: on a host that is not loopback, say who may connect")
        }
    }

    /// Reads an entry of the list of sources.
    ///
    /// - Throws: `Feed.Unreadable` that names the setting.
    static func read(_ entry: [String: Any]) throws(Feed.Unreadable) -> HL7Source {
        let known = CodingKeys.allCases.map(\.rawValue)
        if let unknown = entry.keys.sorted().first(where: { !known.contains($0) }) {
            throw Feed.Unreadable(
                "\(unknown) is no setting of a source of type hl7; there are \(known.joined(separator: ", "))")
        }
        do {
            let json = try JSONSerialization.data(withJSONObject: entry)
            return try JSONDecoder().decode(HL7Source.self, from: json)
        } catch let error as DecodingError {
            throw Feed.Unreadable(error)
        } catch {
            throw Feed.Unreadable("the entry is no JSON")
        }
    }
}
