import Foundation
import Letters

/// The JSON of events.
enum EventCodec {
    struct Header: Codable {
        var specversion: String
        var id: EventID
        var source: String
        var type: EventType
        var subject: String
        var time: Date
        var datacontenttype: String
        var dataschema: String
        var traceparent: String?
    }

    private struct Envelope<Payload: EventPayload>: Encodable {
        var header: Header
        var data: Payload

        private enum Key: CodingKey { case data }

        func encode(to encoder: any Encoder) throws {
            try header.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(data, forKey: .data)
        }
    }

    /// What an event says; its header has been read before.
    private struct Said<Payload: EventPayload>: Decodable {
        var data: Payload
    }

    static func encode(_ header: Header, _ payload: some EventPayload) throws -> Data {
        try JSONEncoder.meshPost.encode(Envelope(header: header, data: payload))
    }

    static func header(of body: Data) throws(EventError) -> Header {
        let header: Header
        do {
            header = try JSONDecoder.meshPost.decode(Header.self, from: body)
        } catch {
            throw EventError.unreadable("the envelope is not CloudEvents JSON")
        }
        guard header.specversion == "1.0" else { throw EventError.unreadable("CloudEvents version is not 1.0") }
        return header
    }

    static func payload<Payload: EventPayload>(_ type: Payload.Type, of body: Data) throws(EventError) -> Payload {
        do {
            return try JSONDecoder.meshPost.decode(Said<Payload>.self, from: body).data
        } catch DecodingError.keyNotFound(let key, _) {
            throw EventError.unreadable("\(key.stringValue) is missing")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context)
        {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw EventError.unreadable("\(path.isEmpty ? "data" : path) cannot be read as \(Payload.self)")
        } catch {
            throw EventError.unreadable("data cannot be read as \(Payload.self)")
        }
    }
}
