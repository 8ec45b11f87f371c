public import Foundation

extension JSONEncoder {
    /// MeshPost's JSON: sorted keys, so that the same value gives the same bytes; instants in UTC with milliseconds.
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
    /// Reads what `JSONEncoder.meshPost` writes, and instants without a fraction or with another offset too.
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

/// An instant as RFC 3339 text.
public enum Instant {
    private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let whole = Date.ISO8601FormatStyle()

    /// `2026-11-22T16:05:00.000Z`.
    public static func text(_ date: Date) -> String { date.formatted(fractional) }

    /// Nil without a zone: a local time is ambiguous once a year.
    public static func date(_ text: String) -> Date? {
        (try? fractional.parse(text)) ?? (try? whole.parse(text))
    }

    /// Rounded to the millisecond, as it comes back from text.
    public static func rounded(_ date: Date) -> Date {
        Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded() / 1000)
    }
}
