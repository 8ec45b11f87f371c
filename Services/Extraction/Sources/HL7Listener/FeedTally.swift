import Foundation
import HL7v2
import Letters
import Messages
import Metrics
import Synchronization

/// Counts the messages of each feed since the service started, and the answers given.
final class FeedTally: Sendable {
    private struct Standing {
        var line: SourceBacklog.FeedLine
        var last: Date
        var isSilent = false
    }

    /// The name under which messages of senders without a feed are counted.
    static let nobody = "none"

    private let source: String
    private let feeds: [Feed]
    private let standings: Mutex<[String: Standing]>

    init(_ source: String, _ feeds: [Feed], now: Date = Date()) {
        self.source = source
        self.feeds = feeds
        let named = (feeds.map(\.name) + [Self.nobody]).map { ($0, Standing(line: .init(name: $0), last: now)) }
        standings = Mutex(Dictionary(named, uniquingKeysWith: { first, _ in first }))
    }

    var lines: [SourceBacklog.FeedLine] {
        standings.withLock { all in
            all.values.map(\.line).filter { $0.name != Self.nobody || $0.received > 0 }.sorted { $0.name < $1.name }
        }
    }

    func received(_ feed: String, at now: Date) {
        standings.withLock { all in
            all[feed]?.line.received += 1
            all[feed]?.line.lastReceived = Instant.text(now)
            all[feed]?.last = now
        }
        Gauge(label: "extraction_feed_last_received_seconds", dimensions: dimensions(feed)).record(
            now.timeIntervalSince1970)
    }

    func answered(_ feed: String, _ code: String) {
        standings.withLock { all in
            all[feed]?.line.answers[code, default: 0] += 1
            if code == "AR" { all[feed]?.line.refused += 1 }
        }
        Counter(label: "extraction_messages_total", dimensions: dimensions(feed) + [("answer", code)]).increment()
    }

    /// Checks each feed against the hours in which it should send.
    ///
    /// - Returns: the feeds that have fallen silent since the last check.
    func look(at now: Date) -> [String] {
        var news: [String] = []
        for feed in feeds where !feed.silent.isEmpty {
            let (isSilent, isNews) = standings.withLock { all -> (Bool, Bool) in
                guard let standing = all[feed.name] else { return (false, false) }
                let isSilent = feed.isSilent(since: standing.last, at: now)
                all[feed.name]?.isSilent = isSilent
                return (isSilent, isSilent && !standing.isSilent)
            }
            Gauge(label: "extraction_feed_silent", dimensions: dimensions(feed.name)).record(isSilent ? 1 : 0)
            if isNews { news.append(feed.name) }
        }
        return news
    }

    private func dimensions(_ feed: String) -> [(String, String)] { [("source", source), ("feed", feed)] }
}
