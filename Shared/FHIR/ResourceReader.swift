import Foundation
import Letters
import XML

/// Reads an element into a value, and keeps the element's path for error messages.
///
/// A violation (an element that is missing, repeated or malformed) names the path, never the element's content, which
/// may be patient data.
struct ResourceReader {
    let element: Element
    let path: String

    /// Starts with a resource, whose name begins the path.
    init(_ resource: Element, _ name: String) throws(Violation) {
        guard resource.name == name else { throw Violation(path: resource.name, problem: "a \(name) is wanted") }
        self.init(element: resource, path: name)
    }

    init(element: Element, path: String) {
        self.element = element
        self.path = path
    }

    func wrong(_ problem: String) -> Violation { Violation(path: path, problem: problem) }

    /// Returns the children of this name.
    func all(_ name: String) -> [ResourceReader] {
        element.all(name).map { ResourceReader(element: $0, path: "\(path).\(name)") }
    }

    /// Returns the child of this name, or nil; several are a violation.
    func ifPresent(_ name: String) throws(Violation) -> ResourceReader? {
        let found = all(name)
        guard found.count < 2 else { throw found[0].wrong("is there \(found.count) times, once is read") }
        return found.first
    }

    /// Returns the only child of this name.
    func one(_ name: String) throws(Violation) -> ResourceReader {
        guard let found = try ifPresent(name) else { throw Violation(path: "\(path).\(name)", problem: "is missing") }
        return found
    }

    /// The value of a primitive, which is never empty in FHIR.
    func text() throws(Violation) -> String {
        guard let text = element.valueText, !text.isEmpty else { throw wrong("is empty") }
        return text
    }

    func text(_ name: String) throws(Violation) -> String { try one(name).text() }

    func textIfPresent(_ name: String) throws(Violation) -> String? {
        guard let found = try ifPresent(name) else { return nil }
        return try found.text()
    }

    /// Returns the values of a primitive that may occur several times.
    func texts(_ name: String) throws(Violation) -> [String] {
        try all(name).map { (item) throws(Violation) in try item.text() }
    }

    /// Returns a code as a case of `Word`.
    func word<Word: RawRepresentable & CaseIterable>(_ name: String) throws(Violation) -> Word
    where Word.RawValue == String {
        guard let word: Word = try wordIfPresent(name) else {
            throw Violation(path: "\(path).\(name)", problem: "is missing")
        }
        return word
    }

    func wordIfPresent<Word: RawRepresentable & CaseIterable>(_ name: String) throws(Violation) -> Word?
    where Word.RawValue == String {
        guard let found = try ifPresent(name) else { return nil }
        guard let word = Word(rawValue: try found.text()) else {
            throw found.wrong("must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    func instant(_ name: String) throws(Violation) -> Date {
        guard let date = try instantIfPresent(name) else {
            throw Violation(path: "\(path).\(name)", problem: "is missing")
        }
        return date
    }

    func instantIfPresent(_ name: String) throws(Violation) -> Date? {
        guard let found = try ifPresent(name) else { return nil }
        guard let date = Instant.date(try found.text()) else { throw found.wrong("must be a time with its zone") }
        return date
    }

    func dateTimeIfPresent(_ name: String) throws(Violation) -> DateTime? {
        try ifPresent(name).map(DateTime.init)
    }

    /// Returns a date without a time, in text form; nil when there is none.
    func day(_ name: String) throws(Violation) -> String? {
        guard let found = try ifPresent(name) else { return nil }
        let text = try found.text()
        guard DateText.isDate(text) else { throw found.wrong("must be a date") }
        return text
    }

    /// Returns the id of a resource.
    func id() throws(Violation) -> UUID {
        let id = try one("id")
        guard let uuid = UUID(uuidString: try id.text()) else { throw id.wrong("must be a UUID") }
        return uuid
    }

    /// Returns the profile that a resource claims.
    func profile() throws(Violation) -> String { try one("meta").text("profile") }

    func reference(_ name: String) throws(Violation) -> Reference { try Reference(one(name)) }

    func referenceIfPresent(_ name: String) throws(Violation) -> Reference? {
        guard let found = try ifPresent(name) else { return nil }
        return try Reference(found)
    }

    /// Returns the only coding of a CodeableConcept.
    func coding(ofConcept name: String) throws(Violation) -> Coding { try Coding(one(name).one("coding")) }

    func codingIfPresent(ofConcept name: String) throws(Violation) -> Coding? {
        guard let found = try ifPresent(name) else { return nil }
        return try Coding(found.one("coding"))
    }

    func concept(_ name: String) throws(Violation) -> Concept { try Concept(one(name)) }

    func identifiers() throws(Violation) -> [BusinessIdentifier] { try all("identifier").map(BusinessIdentifier.init) }
}
