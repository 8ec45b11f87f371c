public import Foundation
import Letters

/// A delivery and one of its attempts: the values that never change during an attempt. A service stores them beside the
/// values that do.
public struct AttemptSubject: Codable, Equatable, Sendable {
    public var attempt: Attempt
    public var facts: DeliveryFacts

    public init(facts: DeliveryFacts, attempt: Attempt) {
        self.attempt = attempt
        self.facts = facts
    }

    /// Parses JSON. The form that `json()` writes is read in one pass, any other form by Foundation.
    ///
    /// - Throws: `DecodingError`.
    public init(json: Data) throws {
        if let once = try? Self(singlePass: json) {
            self = once
        } else {
            self = try JSONDecoder.meshPost.decode(Self.self, from: json)
        }
    }

    private init(singlePass json: Data) throws(Unusual) {
        self = try json.readOnce { (reader) throws(Unusual) in try Self(reading: &reader) }
    }

    /// The value as JSON.
    ///
    /// - Throws: `EncodingError`.
    public func json() throws -> Data {
        var writer = SinglePassWriter()
        write(to: &writer)
        return writer.isUnusual ? try JSONEncoder.meshPost.encode(self) : Data(writer.bytes)
    }
}

extension AttemptSubject: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        attempt = try reader.value("attempt")
        facts = try reader.value("facts")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("attempt", attempt)
        writer.value("facts", facts)
        writer.close()
    }
}
