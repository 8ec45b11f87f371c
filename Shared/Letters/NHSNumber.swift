/// A ten-digit NHS number with a valid check digit (NHS Data Dictionary, NHS NUMBER: Modulus 11).
///
/// The number is patient data: it never appears in logs, metrics, headers, file names or URLs.
public struct NHSNumber: Hashable, Sendable {
    /// The ten digits, without spaces.
    public let digits: String

    /// Accepts ten digits, also with spaces or hyphens between them; nil if the check digit is wrong.
    ///
    /// Ten equal digits give nil too: they satisfy Modulus 11, but are used as a placeholder for an unknown number.
    public init?(_ text: String) {
        let kept = text.filter { $0 != " " && $0 != "-" }
        guard kept.utf8.count == 10, kept.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let values = kept.utf8.map { Int($0) - 0x30 }
        let sum = zip(values, stride(from: 10, through: 2, by: -1)).reduce(0) { $0 + $1.0 * $1.1 }
        let check = (11 - sum % 11) % 11
        guard check != 10, check == values[9], Set(values).count > 1 else { return nil }
        digits = kept
    }

    /// Numbers that begin with 999 are reserved for tests and belong to no patient.
    public var isTestNumber: Bool { digits.hasPrefix("999") }
}

extension NHSNumber: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = NHSNumber(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an NHS number")
        }
        self = number
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digits)
    }
}

/// The extent to which the hospital has traced a patient's NHS number (NHS Data Dictionary, NHS NUMBER STATUS INDICATOR
/// CODE).
public enum NHSNumberStatus: String, Codable, Sendable, CaseIterable {
    case presentAndVerified = "01"
    case presentNotTraced = "02"
    case traceRequired = "03"
    case noOrMultipleMatch = "04"
    case needsResolving = "05"
    case traceInProgress = "06"
    case notPresentNotRequired = "07"
    case tracePostponedForBaby = "08"
}
