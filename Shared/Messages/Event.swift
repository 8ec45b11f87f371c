public import Foundation
public import Letters

/// An event as it is sent: a CloudEvents 1.0 event in JSON, structured mode.
///
/// It contains no patient data; patient data is in the document store, and the event refers to it.
public struct Event: Sendable, Equatable {
    /// The media type of `body` (CloudEvents JSON format, section 3).
    public static let mediaType = "application/cloudevents+json"

    public let id: EventID
    public let type: EventType
    public let source: Stage
    /// The subject of the event: the delivery, or else the letter, the inbound letter or the MESH message.
    public let subject: String
    /// Rounded to milliseconds, so that publishers and readers of the event have the same value.
    public let time: Date
    /// W3C Trace Context, carried from the letter's first event to its last.
    public let traceparent: String?
    /// The version of the payload's schema.
    public let version: Int
    /// The whole event in JSON, byte for byte as it was read or as it will be published.
    public let body: Data

    private static let sourcePrefix = "urn:meshpost:"

    /// Creates an event from a payload.
    ///
    /// - Parameters:
    ///   - cause: the id of the event, MESH message, clock or action that caused it. The event's id is derived from it,
    ///     the subject and the type.
    /// - Throws: `EncodingError`.
    public init(
        _ type: EventType, _ payload: some EventPayload, about subject: String, cause: String, from source: Stage,
        at time: Date, traceparent: String? = nil
    ) throws {
        id = Identity.event(subject: subject, type: type, cause: cause)
        self.type = type
        self.source = source
        self.subject = subject
        self.time = Instant.rounded(time)
        self.traceparent = traceparent
        version = Swift.type(of: payload).version
        body = try EventCodec.encode(
            EventCodec.Header(
                specversion: "1.0", id: id, source: Self.sourcePrefix + source.rawValue, type: type, subject: subject,
                time: time, datacontenttype: "application/json",
                dataschema: "urn:meshpost:\(type.rawValue):\(version)", traceparent: traceparent),
            payload)
    }

    /// Parses an event.
    ///
    /// - Throws: `EventError.unreadable` if the bytes are not an event.
    public init(body: Data) throws(EventError) {
        let header = try EventCodec.header(of: body)
        id = header.id
        type = header.type
        subject = header.subject
        time = header.time
        traceparent = header.traceparent
        self.body = body
        guard header.source.utf8.starts(with: Self.sourcePrefix.utf8),
            let stage = Stage(rawValue: String(header.source.dropFirst(Self.sourcePrefix.count)))
        else { throw EventError.unreadable("unknown source") }
        source = stage
        guard let version = header.dataschema.split(separator: ":").last.flatMap({ Int($0) }), version > 0
        else {
            throw EventError.unreadable("dataschema without a version")
        }
        self.version = version
    }

    /// Decodes the payload.
    ///
    /// - Throws: `EventError.newerVersion` if a later version of MeshPost wrote the event, which is then parked rather
    ///   than misread; `EventError.unreadable` if the data are not of this type.
    public func payload<Payload: EventPayload>(_ type: Payload.Type = Payload.self) throws(EventError) -> Payload {
        guard version <= Payload.version else {
            throw EventError.newerVersion(type: self.type, version: version, known: Payload.version)
        }
        return try EventCodec.payload(type, of: body)
    }
}

/// The reason why an event cannot be read. Contains no patient data.
public enum EventError: Error, Equatable, CustomStringConvertible {
    case unreadable(String)
    case newerVersion(type: EventType, version: Int, known: Int)

    /// The code without associated values: the failure code of a parked message, and a metric label.
    public var code: String {
        switch self {
        case .unreadable: "unreadable"
        case .newerVersion: "newer-schema-version"
        }
    }

    public var description: String {
        switch self {
        case .unreadable(let why): "the message is not a MeshPost event: \(why)"
        case .newerVersion(let type, let version, let known):
            "\(type) has schema version \(version), this service knows \(known): upgrade it, then replay"
        }
    }
}

/// The payload of an event.
public protocol EventPayload: Codable, Equatable, Sendable {
    /// The version of the schema. It is raised when a reader of the previous version could misunderstand the payload; a
    /// new optional key does not raise it.
    static var version: Int { get }
}

extension EventPayload {
    public static var version: Int { 1 }
}
