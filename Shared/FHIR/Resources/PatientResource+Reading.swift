import Foundation
import Letters
public import XML

extension PatientResource {
    /// - Throws: `Violation`, which names the faulty element by its path and does not repeat its content.
    public init(_ element: Element) throws(Violation) {
        let reading = try ResourceReader(element, "Patient")
        id = try reading.id()
        profile = try reading.profile()
        numbers = try reading.all("identifier").map(Number.init)
        isActive = try Self.truth(reading.ifPresent("active"))
        names = try reading.all("name").map(HumanName.init)
        telecom = try reading.all("telecom").map(ContactPoint.init)
        gender = try reading.wordIfPresent("gender")
        birthDate = try reading.day("birthDate")
        addresses = try reading.all("address").map(Address.init)
    }

    private static func truth(_ reading: ResourceReader?) throws(Violation) -> Bool? {
        guard let reading else { return nil }
        guard let truth = Bool(try reading.text()) else { throw reading.wrong("must be true or false") }
        return truth
    }
}

extension PatientResource.Number {
    init(_ reading: ResourceReader) throws(Violation) {
        identifier = try BusinessIdentifier(reading)
        let status = reading.all("extension").first { $0.element.attribute("url") == PatientResource.verification }
        verification = try status?.codingIfPresent(ofConcept: "valueCodeableConcept")
    }
}
