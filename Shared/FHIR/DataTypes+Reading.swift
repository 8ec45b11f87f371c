import Foundation
import Letters
import XML

extension Coding {
    init(_ reading: ResourceReader) throws(Violation) {
        self.init(
            system: try reading.text("system"), code: try reading.text("code"), display: try reading.text("display"))
    }
}

extension Concept {
    init(_ reading: ResourceReader) throws(Violation) {
        self.init(codings: try reading.all("coding").map(Coding.init), text: try reading.textIfPresent("text"))
        if codings.isEmpty, text == nil { throw reading.wrong("says nothing") }
    }
}

extension BusinessIdentifier {
    init(_ reading: ResourceReader) throws(Violation) {
        self.init(system: try reading.textIfPresent("system"), value: try reading.text("value"))
    }
}

extension Reference {
    init(_ reading: ResourceReader) throws(Violation) {
        let reference = try reading.one("reference")
        let text = try reference.text()
        guard text.hasPrefix("urn:uuid:"), let target = UUID(uuidString: String(text.dropFirst(9))) else {
            throw reference.wrong("must be urn:uuid: and the id of an entry")
        }
        self.init(target)
    }
}

extension DateTime {
    init(_ reading: ResourceReader) throws(Violation) {
        let text = try reading.text()
        if let date = Instant.date(text) {
            self = .instant(date)
        } else if DateText.isDate(text) {
            self = .day(text)
        } else {
            throw reading.wrong("must be a date, or a time with its zone")
        }
    }
}

extension Period {
    init(_ reading: ResourceReader) throws(Violation) {
        start = try reading.dateTimeIfPresent("start")
        end = try reading.dateTimeIfPresent("end")
    }
}

extension Narrative {
    init(_ reading: ResourceReader) throws(Violation) {
        let division = try reading.one("div").element
        let words = division.content.map { Element.text($0.said) }
        self.init(division.children + (words.map { [$0] } ?? []), status: try reading.word("status"))
    }
}

extension Element.Value {
    fileprivate var said: String {
        switch self {
        case .text(let text), .markup(let text): text
        case .base64: ""
        }
    }
}

extension HumanName {
    init(_ reading: ResourceReader) throws(Violation) {
        self.init(
            use: try reading.textIfPresent("use"), text: try reading.textIfPresent("text"),
            family: try reading.textIfPresent("family"), given: try reading.texts("given"),
            prefix: try reading.texts("prefix"))
    }
}

extension Address {
    init(_ reading: ResourceReader) throws(Violation) {
        self.init(
            use: try reading.textIfPresent("use"), line: try reading.texts("line"),
            city: try reading.textIfPresent("city"), postalCode: try reading.textIfPresent("postalCode"))
    }
}

extension ContactPoint {
    init(_ reading: ResourceReader) throws(Violation) {
        self.init(
            system: try reading.textIfPresent("system"), value: try reading.text("value"),
            use: try reading.textIfPresent("use"))
    }
}
