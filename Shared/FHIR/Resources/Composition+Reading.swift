import Foundation
public import XML

extension Composition {
    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Composition")
        id = try reading.id()
        profile = try reading.profile()
        version = try Self.version(reading.one("meta").ifPresent("versionId"))
        text = try reading.ifPresent("text").map(Narrative.init)
        extensions = element.all("extension")
        identifier = try BusinessIdentifier(reading.one("identifier"))
        status = try reading.word("status")
        type = try reading.coding(ofConcept: "type")
        subject = try reading.reference("subject")
        encounter = try reading.referenceIfPresent("encounter")
        date = try DateTime(reading.one("date"))
        authors = try reading.all("author").map(Reference.init)
        title = try reading.text("title")
        confidentiality = try reading.textIfPresent("confidentiality")
        attester = try reading.ifPresent("attester").map(Attester.init)
        custodian = try reading.referenceIfPresent("custodian")
        replaces = try Self.replaced(reading.ifPresent("relatesTo"))
        sections = try reading.all("section").map(Section.init)
    }

    private static func version(_ reading: ResourceReader?) throws(Violation) -> Int? {
        guard let reading else { return nil }
        guard let version = Int(try reading.text()) else { throw reading.wrong("must be a number") }
        return version
    }

    private static func replaced(_ reading: ResourceReader?) throws(Violation) -> BusinessIdentifier? {
        guard let reading else { return nil }
        let code = try reading.one("code")
        guard try code.text() == "replaces" else { throw code.wrong("must be replaces") }
        return try BusinessIdentifier(reading.one("targetIdentifier"))
    }
}

extension Composition.Attester {
    init(_ reading: ResourceReader) throws(Violation) {
        mode = try reading.word("mode")
        time = try reading.dateTimeIfPresent("time")
        party = try reading.referenceIfPresent("party")
    }
}

extension Composition.Section {
    init(_ reading: ResourceReader) throws(Violation) {
        // A nested section is an error, because its content would otherwise be ignored.
        if let inner = reading.all("section").first { throw inner.wrong("must not be there") }
        title = try reading.text("title")
        code = try reading.codingIfPresent(ofConcept: "code")
        text = try reading.ifPresent("text").map(Narrative.init)
        entries = try reading.all("entry").map(Reference.init)
    }
}
