import Foundation
import GRDB
import NIOCore

/// Stores the messages in an SQLite file, so that they survive a crash or kill of the process.
///
/// A change is in the file before a client gets the answer to it. Only seen tokens and the fault rules are lost by a
/// restart.
final class Archive: Sendable {
    /// The content of the file at the start.
    struct Content {
        var messages: [StoredMessage]
        var counts: MessageExchange.Counts
        var aged: Double
    }

    private let queue: DatabaseQueue

    init(directory: URL) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        queue = try DatabaseQueue(path: directory.appending(path: "mesh-server.sqlite").path)
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = NORMAL;
                    CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, message BLOB NOT NULL);
                    CREATE TABLE IF NOT EXISTS chunks (
                        message TEXT NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL,
                        PRIMARY KEY (message, number));
                    CREATE TABLE IF NOT EXISTS summary (
                        only INTEGER PRIMARY KEY CHECK (only = 1), counts BLOB NOT NULL, aged REAL NOT NULL);
                    """)
        }
    }

    func read() throws -> Content {
        try queue.read { database in
            var messages = try Data.fetchAll(database, sql: "SELECT message FROM messages").map {
                try JSONDecoder().decode(StoredMessage.self, from: $0)
            }
            for index in messages.indices where messages[index].hasBody {
                messages[index].chunks = Array(repeating: nil, count: messages[index].headers.chunks)
                let rows = try Row.fetchAll(
                    database, sql: "SELECT number, body FROM chunks WHERE message = ?",
                    arguments: [messages[index].id])
                for row in rows { messages[index].chunks[row["number"] - 1] = ByteBuffer(bytes: row["body"] as Data) }
            }
            let summary = try Row.fetchOne(database, sql: "SELECT counts, aged FROM summary")
            return Content(
                messages: messages,
                counts: try summary.map {
                    try JSONDecoder().decode(MessageExchange.Counts.self, from: $0["counts"] as Data)
                } ?? .init(),
                aged: summary?["aged"] ?? 0)
        }
    }

    func write(_ messages: [StoredMessage], counts: MessageExchange.Counts, aged: Double) throws {
        try queue.write { database in
            for message in messages {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO messages (id, message) VALUES (?, ?)",
                    arguments: [message.id, try JSONEncoder().encode(message)])
                for number in message.unkept {
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO chunks (message, number, body) VALUES (?, ?, ?)",
                        arguments: [message.id, number, message.chunks[number - 1].map { Data($0.readableBytesView) }])
                }
                guard !message.hasBody else { continue }
                try database.execute(sql: "DELETE FROM chunks WHERE message = ?", arguments: [message.id])
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO summary (only, counts, aged) VALUES (1, ?, ?)",
                arguments: [try JSONEncoder().encode(counts), aged])
        }
    }
}

extension MessageExchange {
    /// Restores the messages and counters that a former process stored.
    mutating func restore(_ kept: [StoredMessage], counts: Counts) {
        self.counts = counts
        messages.restore(kept)
        for message in kept.sorted(by: { $0.sequence < $1.sequence }) {
            sequence = max(sequence, message.sequence)
            if !message.isReport, !message.headers.localID.isEmpty {
                localIDs[message.sender, default: [:]][message.headers.localID, default: []].append(message.id)
            }
            guard message.status == .accepted else { continue }
            let accepted = message.history.last { $0.status == .accepted }?.at ?? message.received
            if message.recipient.isEmpty {
                lookups.add(message.id, at: accepted + settings.patientLookupSeconds)
            } else {
                inboxes[message.recipient]?.append(message.sequence, message.id)
                expiring.add(message.id, at: accepted + settings.inboxSeconds)
            }
        }
    }
}
