import XML

/// Checks rules for the elements of every resource: a data type has only its own parts, in order; attributes are those
/// that FHIR uses in XML; and only narratives contain text (FHIR STU3 3.0.2 and R4 4.0.1, "Data Types" and "XML
/// Representation").
enum DataTypeCheck {
    /// Names of elements of type Coding. An element of the same name but another type has no child `code`.
    private static let codings: Set = ["coding", "valueCoding", "event", "eventCoding", "class", "security", "tag"]

    // Every data type may begin with extensions.
    private static let coding = ["extension", "system", "version", "code", "display", "userSelected"]
    private static let identifier = ["extension", "use", "type", "system", "value", "period", "assigner"]

    /// Returns the allowed parts of an element whose data type we write; nil for other types.
    private static func parts(of element: Element) -> [String]? {
        let has = { (name: String) in element.children.contains { $0.name == name } }
        switch element.name {
        case "meta": return ["extension", "versionId", "lastUpdated", "source", "profile", "security", "tag"]
        case "source" where has("endpoint"): return ["extension", "name", "software", "version", "contact", "endpoint"]
        case "relatesTo": return ["extension", "code", "targetIdentifier", "targetReference"]
        case "identifier", "targetIdentifier": return element.children.isEmpty ? nil : identifier
        case _ where codings.contains(element.name) && has("code"): return coding
        case _ where has("div"): return ["extension", "status", "div"]
        case _ where has("coding"): return ["extension", "coding", "text"]
        case _ where has("reference"): return ["extension", "reference", "type", "identifier", "display"]
        default: return nil
        }
    }

    /// Returns the violations in an element; each path begins with the element's name.
    static func violations(of element: Element) -> [Violation] {
        var found = strange(element)
        if let parts = parts(of: element), let wrong = element.disorder(parts) {
            found.append(Violation(path: "\(element.name).\(wrong.child)", problem: wrong.problem))
        }
        for child in element.children where child.name != "div" && child.name != "resource" {
            found += violations(of: child).map { $0.below(element.name) }
        }
        return found
    }

    /// Returns attributes and text that FHIR does not allow here.
    private static func strange(_ element: Element) -> [Violation] {
        let path = element.name
        let isExtension = ["extension", "modifierExtension"].contains(element.name)
        let attributes = element.attributes.filter { attribute in
            switch attribute.name {
            case "id": false
            case "url": !isExtension
            case "xmlns": attribute.text != FHIR.namespace
            case let name: !name.hasPrefix("xmlns:") && name != "xsi:schemaLocation"
            }
        }
        var found = attributes.map { Violation(path: "\(path)@\($0.name)", problem: "is not known here") }
        if isExtension, element.attribute("url") == nil {
            found.append(Violation(path: "\(path)@url", problem: "is missing"))
        }
        if element.content != nil || element.children.contains(where: \.name.isEmpty) {
            found.append(Violation(path: path, problem: "must hold no text: a value stands in an attribute"))
        }
        return found
    }
}
