import Foundation
import Letters

/// Encodes and decodes the JSON of events.
enum EventCodec {
    struct Header: Codable, Equatable {
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

    /// Decodes the payload alone; the header has been decoded before.
    private struct Said<Payload: EventPayload>: Decodable {
        var data: Payload
    }

    static func encode(_ header: Header, _ payload: some EventPayload) throws -> Data {
        if let payload = payload as? any SinglePass, let body = payload.body(header) { return body }
        return try encodeByFoundation(header, payload)
    }

    static func encodeByFoundation(_ header: Header, _ payload: some EventPayload) throws -> Data {
        try JSONEncoder.meshPost.encode(Envelope(header: header, data: payload))
    }

    static func header(of body: Data) throws(EventError) -> Header {
        let header: Header
        if let once = Header(singlePass: body) { header = once } else { header = try headerByFoundation(of: body) }
        guard header.specversion == "1.0" else { throw EventError.unreadable("CloudEvents version is not 1.0") }
        return header
    }

    static func headerByFoundation(of body: Data) throws(EventError) -> Header {
        do {
            return try JSONDecoder.meshPost.decode(Header.self, from: body)
        } catch {
            throw EventError.unreadable("the envelope is not CloudEvents JSON")
        }
    }

    static func payload<Payload: EventPayload>(_ type: Payload.Type, of body: Data) throws(EventError) -> Payload {
        if let type = type as? any SinglePass.Type, let payload = type.init(data: body) as? Payload { return payload }
        return try payloadByFoundation(type, of: body)
    }

    static func payloadByFoundation<Payload: EventPayload>(
        _ type: Payload.Type, of body: Data
    ) throws(EventError) -> Payload {
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
