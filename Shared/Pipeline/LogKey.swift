public import Logging

/// The allowed keys of log metadata. No key is meant for patient data.
public enum LogKey: String, Sendable, CaseIterable {
    case event, type, subject, stage, queue, room, cause
    case chain, letter, delivery, attempt, recipient, source, item, kind
    case message = "message.id"
    case meshMessage = "mesh.message.id"
    case mailbox, workflow, channel, format
    case code, why, answer, count, bytes, seconds, host, file, setting, state, epoch
}

extension Logger.Metadata {
    /// Metadata under typed keys: `logger.info("sent", metadata: .of([.delivery: id]))`.
    public static func of(_ fields: [LogKey: any CustomStringConvertible]) -> Logger.Metadata {
        Dictionary(uniqueKeysWithValues: fields.map { ($0.key.rawValue, .string($0.value.description)) })
    }
}

extension Logger {
    /// Sets a field on every line that this logger writes.
    public subscript(key: LogKey) -> String? {
        get { self[metadataKey: key.rawValue]?.description }
        set { self[metadataKey: key.rawValue] = newValue.map { .string($0) } }
    }
}
