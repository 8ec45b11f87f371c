public import Foundation
import Letters
public import XML

/// The parts of FHIR STU3 (3.0.2) that MeshPost writes, as values. Each value can be written as an XML element and read
/// from one; the order and names of elements follow the specification. Each type says which elements it does not cover;
/// reading ignores them.
public enum FHIR {
    public static let namespace = "http://hl7.org/fhir"
    public static let xhtml = "http://www.w3.org/1999/xhtml"
    /// The identifier system of UUIDs, as in the examples of ITK3.
    public static let uuidSystem = "https://tools.ietf.org/html/rfc4122"
    public static let snomed = "http://snomed.info/sct"

    /// A UUID in lower case, as an id.
    public static func id(_ uuid: UUID) -> String { uuid.uuidString.lowercased() }

    /// The `fullUrl` of an entry, and the target of references to it.
    public static func urn(_ uuid: UUID) -> String { "urn:uuid:\(id(uuid))" }
}

/// A resource that can be an entry of a bundle.
public protocol Resource: Equatable, Sendable {
    var id: UUID { get }
    /// The canonical URL of the profile that the resource claims.
    var profile: String { get }
    var element: Element { get }
}

extension Resource {
    /// The elements at the beginning of every resource: id and meta.
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
