public import Foundation
import Letters

extension JSONEncoder {
    /// The JSON encoder for MeshPost: sorted keys, so that the same value gives the same bytes; instants in UTC with
    /// milliseconds.
    public static var meshPost: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Instant.text(date))
        }
        return encoder
    }
}

extension JSONDecoder {
    /// The decoder for JSON of `JSONEncoder.meshPost`. It also reads instants without a fraction or with another
    /// offset.
    public static var meshPost: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = Instant.date(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an instant with a zone")
            }
            return date
        }
        return decoder
    }
}
