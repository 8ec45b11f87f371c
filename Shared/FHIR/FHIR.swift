public import Foundation
import Letters
public import XML

/// FHIR STU3 (3.0.2): the parts of it that MeshPost writes, as values. Each gives its element and is read from it; what
/// the order and the names of elements are is the specification's. Each says what of its kind it does not cover: that is
/// passed over when it is read.
public enum FHIR {
    public static let namespace = "http://hl7.org/fhir"
    public static let xhtml = "http://www.w3.org/1999/xhtml"
    /// The system of identifiers that are UUIDs, as in the examples of ITK3.
    public static let uuidSystem = "https://tools.ietf.org/html/rfc4122"
    public static let snomed = "http://snomed.info/sct"

    /// A UUID in lower case, as an id.
    public static func id(_ uuid: UUID) -> String { uuid.uuidString.lowercased() }

    /// The URL of an entry and of references to it.
    public static func urn(_ uuid: UUID) -> String { "urn:uuid:\(id(uuid))" }
}

/// A resource that can stand in a bundle.
public protocol Resource: Equatable, Sendable {
    var id: UUID { get }
    /// The canonical URL of the profile that it claims.
    var profile: String { get }
    var element: Element { get }
}

extension Resource {
    /// What begins every resource.
    func head(versionID: String? = nil, lastUpdated: Date? = nil) -> [Element] {
        [
            Element("id", FHIR.id(id)),
            Element(
                "meta",
                [
                    Element("versionId", ifPresent: versionID),
                    Element("lastUpdated", ifPresent: lastUpdated.map(Instant.text)), Element("profile", profile),
                ]),
        ]
    }
}
