import Foundation
import Letters
import Messages

/// Reads the fields of a dropped letter's JSON and notes every fault instead of stopping at the first.
///
/// A fault names the field and never its value.
struct DroppedFields {
    private let object: [String: Any]
    private let prefix: String
    private(set) var faults: [Reason] = []

    init(_ object: [String: Any], prefix: String = "") {
        self.object = object
        self.prefix = prefix
    }

    mutating func fault(_ code: String, _ detail: String) { faults.append(Reason(code: code, detail: detail)) }

    mutating func add(_ others: [Reason]) { faults += others }

    private func name(_ field: String) -> String { prefix + field }

    func has(_ field: String) -> Bool { object[field].map { !($0 is NSNull) } ?? false }

    /// A text that is not empty; nil and a fault when it is missing or no text.
    mutating func text(_ field: String) -> String? {
        guard has(field) else {
            fault("field-missing", "\(name(field)) is missing: a signed letter needs it")
            return nil
        }
        return optionalText(field)
    }

    /// A text that may be missing.
    mutating func optionalText(_ field: String) -> String? {
        guard has(field) else { return nil }
        guard let text = object[field] as? String else {
            fault("field-invalid", "\(name(field)) must be a text in quotes")
            return nil
        }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.isEmpty { fault("field-missing", "\(name(field)) is empty: fill it in or leave it out") }
        return trimmed.isEmpty ? nil : trimmed
    }

    mutating func number(_ field: String) -> Int? {
        guard has(field) else {
            fault("field-missing", "\(name(field)) is missing: a signed letter needs it")
            return nil
        }
        guard let number = object[field] as? NSNumber, let whole = Int(exactly: number.doubleValue) else {
            fault("field-invalid", "\(name(field)) must be a whole number")
            return nil
        }
        return whole
    }

    mutating func flag(_ field: String) -> Bool {
        guard has(field) else { return false }
        guard let flag = object[field] as? Bool else {
            fault("field-invalid", "\(name(field)) must be true or false")
            return false
        }
        return flag
    }

    /// One of the words of an enumeration.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ field: String, _ code: String, default standard: Word? = nil
    ) -> Word? where Word.RawValue == String {
        if !has(field), let standard { return standard }
        guard let text = text(field) else { return nil }
        guard let word = Word(rawValue: text) else {
            fault(code, "\(name(field)) must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return word
    }

    /// An instant with a zone.
    mutating func instant(_ field: String) -> Date? {
        guard let text = text(field) else { return nil }
        guard let date = Instant.date(text) else {
            fault("date-invalid", "\(name(field)) must be a date and time with a zone, like 2026-11-22T16:05:00Z")
            return nil
        }
        return date
    }

    mutating func optionalInstant(_ field: String) -> Date? { has(field) ? instant(field) : nil }

    /// A calendar date that exists, `yyyy-MM-dd`.
    mutating func day(_ field: String) -> String? {
        guard let text = text(field) else { return nil }
        guard text.utf8.count == 10, let date = try? Self.days.parse(text), date.formatted(Self.days) == text else {
            fault("date-invalid", "\(name(field)) must be a date that exists, written yyyy-MM-dd")
            return nil
        }
        return text
    }

    private static let days = Date.ISO8601FormatStyle().year().month().day()

    mutating func nested(_ field: String) -> DroppedFields? {
        guard has(field) else {
            fault("field-missing", "\(name(field)) is missing: a signed letter needs it")
            return nil
        }
        guard let inner = object[field] as? [String: Any] else {
            fault("field-invalid", "\(name(field)) must be an object")
            return nil
        }
        return DroppedFields(inner, prefix: "\(name(field)).")
    }

    mutating func list(_ field: String) -> [DroppedFields] {
        guard has(field) else { return [] }
        guard let entries = object[field] as? [[String: Any]] else {
            fault("field-invalid", "\(name(field)) must be a list of objects")
            return []
        }
        return entries.enumerated().map { DroppedFields($1, prefix: "\(name(field))[\($0)].") }
    }

    mutating func texts(_ field: String) -> [String] {
        guard has(field) else { return [] }
        guard let texts = object[field] as? [String] else {
            fault("field-invalid", "\(name(field)) must be a list of texts")
            return []
        }
        return texts
    }
}
