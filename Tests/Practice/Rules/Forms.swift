import Foundation
import XML

/// The syntax of identifiers and times.
enum Forms {
    private static let uuid = Pattern(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/)
    private static let instant = Pattern(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})/)
    private static let date = Pattern(/\d{4}-\d{2}-\d{2}/)
    private static let ods = Pattern(/[A-Z0-9]{3,10}/)
    private static let tenDigits = Pattern(/\d{10}/)

    /// 8-4-4-4-12 hexadecimal digits, in small letters.
    static func isUUID(_ text: String) -> Bool {
        text.wholeMatch(of: uuid.regex) != nil
    }

    /// A time with at least seconds and with a time zone.
    static func isInstant(_ text: String) -> Bool {
        text.wholeMatch(of: instant.regex) != nil
    }

    static func isDate(_ text: String) -> Bool { text.wholeMatch(of: date.regex) != nil }

    /// A date, or a time with a time zone.
    static func isDateTime(_ text: String) -> Bool { isInstant(text) || isDate(text) }

    /// Three to ten letters and digits.
    static func isODS(_ text: String) -> Bool { text.wholeMatch(of: ods.regex) != nil }

    /// Ten digits, the last of which is the check digit (Modulus 11).
    static func isNHSNumber(_ text: String) -> Bool {
        guard text.wholeMatch(of: tenDigits.regex) != nil else { return false }
        let digits = text.compactMap(\.wholeNumberValue)
        let remainder = zip(digits, (2...10).reversed()).map(*).reduce(0, +) % 11
        return (11 - remainder) % 11 == digits[9]
    }
}

extension XMLNode {
    /// True if the coding has a system, code and display, none of them empty.
    var isFullCoding: Bool {
        ["system", "code", "display"].allSatisfy { value($0).map { !$0.isEmpty } ?? false }
    }

    func claims(profile: String) -> Bool {
        (first("meta")?.all("profile") ?? []).contains { $0.attributes["value"] == profile }
    }

    /// The value of every `reference` within this element.
    var references: [String] {
        everything.filter { $0.name == "reference" && $0.namespace == Address.fhir }.compactMap {
            $0.attributes["value"]
        }
    }
}
