import Foundation
import Letters
import Messages

/// Reads the fields of a dropped letter's JSON and collects every fault instead of stopping at the first.
///
/// A fault names the field and never its value. A repeated field has no value. An unknown field is a fault, since it
/// may hold something that the letter must not be sent without.
struct DroppedFields {
    private var values: [String: StrictJSON] = [:]
    private var twice: Set<String> = []
    private let prefix: String
    private(set) var faults: [Reason] = []

    /// - Parameters:
    ///   - prefix: the path of the object, for faults: `patient.`, `recipients[0].`.
    ///   - known: the names of the fields that the object may have.
    init(_ members: [(name: String, value: StrictJSON)], prefix: String = "", known: Set<String>) {
        self.prefix = prefix
        for (name, value) in members {
            if values.updateValue(value, forKey: name) != nil { twice.insert(name) }
        }
        for name in twice.sorted() {
            fault("field-twice", "\(shown(name)) stands twice in the same object: which of the two is meant?")
        }
        for name in values.keys.sorted() where !known.contains(name) {
            fault(
                "field-unknown", "\(shown(name)) is no field of a letter: see \"Drop folder source\" of the contract")
        }
    }

    mutating func fault(_ code: String, _ detail: String) { faults.append(Reason(code: code, detail: detail)) }

    mutating func add(_ others: [Reason]) { faults += others }

    private func name(_ field: String) -> String { prefix + field }

    /// Returns a field name chosen by the sender only if it looks like a field name, since other text may be patient
    /// data.
    private func shown(_ field: String) -> String {
        let isPlain = field.utf8.count <= 40 && field.wholeMatch(of: /[A-Za-z][A-Za-z0-9_]*/) != nil
        return isPlain ? name(field) : "\(prefix.isEmpty ? "a field" : "a field of \(prefix.dropLast())")"
    }

    func has(_ field: String) -> Bool {
        if twice.contains(field) { return true }
        guard let value = values[field] else { return false }
        if case .null = value { return false }
        return true
    }

    /// Returns the field's value as `read` parses it; nil and a fault when it cannot. A repeated field gives nil and no
    /// fault here, since `init` has already recorded one.
    private mutating func value<Value>(
        _ field: String, _ wanted: String, _ read: (StrictJSON) -> Value?
    ) -> Value? {
        guard !twice.contains(field), let json = values[field] else { return nil }
        let value = read(json)
        if value == nil { fault("field-invalid", "\(name(field)) must be \(wanted)") }
        return value
    }

    /// Returns true when the field has a value; else records a fault.
    private mutating func isThere(_ field: String) -> Bool {
        if !has(field) { fault("field-missing", "\(name(field)) is missing: a signed letter needs it") }
        return has(field)
    }

    /// Returns a non-empty text; nil and a fault when it is missing or not a text.
    mutating func text(_ field: String, _ form: PlainCharacters = .line) -> String? {
        isThere(field) ? optionalText(field, form) : nil
    }

    /// Returns an optional text; nil when it is missing, nil and a fault when it is invalid.
    mutating func optionalText(_ field: String, _ form: PlainCharacters = .line) -> String? {
        guard has(field), let text = value(field, "a text in quotes", \.asText) else { return nil }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.isEmpty { fault("field-missing", "\(name(field)) is empty: fill it in or leave it out") }
        return trimmed.isEmpty ? nil : checked(trimmed, field, form)
    }

    private mutating func checked(_ text: String, _ field: String, _ form: PlainCharacters) -> String? {
        guard let wrong = form.firstForbidden(in: text) else { return text }
        let code = String(wrong.value, radix: 16, uppercase: true)
        fault(
            "characters-forbidden",
            "\(name(field)) holds the control character or direction mark U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code): remove it"
        )
        return nil
    }

    mutating func number(_ field: String) -> Int? {
        guard isThere(field) else { return nil }
        return value(field, "a whole number") { json in
            guard case .number(let text) = json else { return nil }
            return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
        }
    }

    mutating func flag(_ field: String) -> Bool {
        guard has(field) else { return false }
        return value(field, "true or false") { if case .flag(let flag) = $0 { flag } else { nil } } ?? false
    }

    /// Returns a case of an enumeration; nil and a fault with `code` for any other text.
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

    /// Returns a time with a time zone; nil and a fault for any other text.
    mutating func instant(_ field: String) -> Date? {
        guard let text = text(field) else { return nil }
        guard let date = Instant.date(text) else {
            fault("date-invalid", "\(name(field)) must be a date and time with a zone, like 2026-11-22T16:05:00Z")
            return nil
        }
        return date
    }

    mutating func optionalInstant(_ field: String) -> Date? { has(field) ? instant(field) : nil }

    /// Returns an existing calendar date, `yyyy-MM-dd`; nil and a fault for any other text.
    mutating func day(_ field: String) -> String? {
        guard let text = text(field) else { return nil }
        guard text.utf8.count == 10, let date = try? Self.days.parse(text), date.formatted(Self.days) == text else {
            fault("date-invalid", "\(name(field)) must be a date that exists, written yyyy-MM-dd")
            return nil
        }
        return text
    }

    private static let days = Date.ISO8601FormatStyle().year().month().day()

    mutating func nested(_ field: String, _ known: Set<String>) -> DroppedFields? {
        guard isThere(field), let members = value(field, "an object", \.asMembers) else { return nil }
        return DroppedFields(members, prefix: "\(name(field)).", known: known)
    }

    mutating func list(_ field: String, _ known: Set<String>) -> [DroppedFields] {
        guard has(field) else { return [] }
        let objects = value(field, "a list of objects") { json in
            json.asValues.flatMap { values in
                let objects = values.compactMap(\.asMembers)
                return objects.count == values.count ? objects : nil
            }
        }
        return (objects ?? []).enumerated().map {
            DroppedFields($1, prefix: "\(name(field))[\($0)].", known: known)
        }
    }

    mutating func texts(_ field: String) -> [String] {
        guard has(field) else { return [] }
        let texts = value(field, "a list of texts") { json in
            json.asValues.flatMap { values in
                let texts = values.compactMap(\.asText)
                return texts.count == values.count ? texts : nil
            }
        }
        return (texts ?? []).compactMap { checked($0.trimmingCharacters(in: .whitespacesAndNewlines), field, .line) }
    }
}

extension StrictJSON {
    fileprivate var asText: String? { if case .text(let text) = self { text } else { nil } }
    fileprivate var asMembers: [(name: String, value: StrictJSON)]? {
        if case .object(let members) = self { members } else { nil }
    }
    fileprivate var asValues: [StrictJSON]? { if case .list(let values) = self { values } else { nil } }
}
