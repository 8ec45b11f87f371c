import Foundation
import Letters
import XML

/// Vocabulary of the Clinical Document Architecture as the NHS uses it (HL7 version 3).
enum CDA {
    static let namespace = "urn:hl7-org:v3"
    static let local = "NPFIT:HL7:Localisation"
    /// Object identifiers, as in the published examples.
    static let snomed = "2.16.840.1.113883.2.1.3.2.4.15"
    static let nhsNumber = "2.16.840.1.113883.2.1.4.1"
    static let organisation = "2.16.840.1.113883.2.1.3.2.4.19.1"
    static let localID = "2.16.840.1.113883.2.1.3.2.4.18.24"
    static let template = "2.16.840.1.113883.2.1.3.2.4.18.2"
    static let content = "2.16.840.1.113883.2.1.3.2.4.18.16"
    static let messageType = "2.16.840.1.113883.2.1.3.2.4.18.17"

    /// The UUID in capitals, as the envelope's schema requires.
    static func id(_ uuid: UUID) -> String { uuid.uuidString }

    /// `yyyyMMddHHmmss+0000`
    static func time(_ date: Date) -> String {
        let text = date.formatted(
            .iso8601.year().month().day().dateSeparator(.omitted).time(includingFractionalSeconds: false)
                .timeSeparator(.omitted))
        return text.filter { $0 != "T" } + "+0000"
    }

    static func templateID(_ name: String) -> Element {
        Element("templateId", attributes: ["root": template, "extension": name])
    }

    /// The element that names the template of the following element.
    static func contentID(_ name: String) -> Element {
        Element("contentId", attributes: ["xmlns": local, "root": content, "extension": name])
    }

    static func identifier(_ root: String, _ value: String) -> Element {
        Element("id", attributes: ["root": root, "extension": value])
    }

    /// The name of a part of a template: `COCD_TP145200GB01#AssignedAuthor`.
    static func name(_ template: String, _ part: String) -> String { "\(template)#\(part)" }

    static func organisation(
        _ element: String, _ template: String, _ part: String, _ organisation: NonCodedDocument.Organisation,
        _ more: [Element] = []
    ) -> Element {
        Element(
            element, attributes: ["classCode": "ORG", "determinerCode": "INSTANCE"],
            [
                templateID(name(template, part)), identifier(CDA.organisation, organisation.ods.description),
                Element("name", text: organisation.name),
            ] + more)
    }
}

extension Gender {
    /// PERSON GENDER CURRENT: 1 male, 2 female, 9 not specified, 0 not known.
    var cdaCode: (code: String, display: String) {
        switch self {
        case .male: ("1", "Male")
        case .female: ("2", "Female")
        case .other: ("9", "Not Specified")
        case .unknown: ("0", "Not Known")
        }
    }
}
