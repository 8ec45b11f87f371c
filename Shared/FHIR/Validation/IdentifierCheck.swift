import XML

/// The forms of identifiers and of SNOMED CT's codes: UUIDs in small letters, as FHIR writes them (RFC 4122, section 3; ITK3 guide, "Resource
/// referencing"), and codes of the Organisation Data Service. Other systems fix no form that a profile repeats.
enum IdentifierCheck {
    private static let forms: [String: TextForm] = [
        FHIR.uuidSystem: .uuid(capital: false), OrganizationResource.odsSystem: .ods,
        "https://fhir.nhs.uk/Id/ods-site-code": .ods,
    ]

    /// Of a resource's id and of the identifiers in it, not of those of a resource that it carries.
    static func violations(of resource: Element) -> [Violation] {
        let form = TextForm.uuid(capital: false)
        let id = resource.first("id")?.valueText
        let isWrong = id.map { !form.holds($0) } ?? false
        return (isWrong ? [Violation(path: "\(resource.name).id", problem: form.words)] : [])
            + identifiers(in: resource)
    }

    private static func identifiers(in element: Element) -> [Violation] {
        var found: [Violation] = []
        for child in element.children where child.name != "entry" || element.name != "Bundle" {
            found += (fault(of: child).map { [$0] } ?? identifiers(in: child)).map { $0.below(element.name) }
        }
        return found
    }

    private static func fault(of element: Element) -> Violation? {
        guard let system = element.first("system")?.valueText else { return nil }
        if system == FHIR.snomed, let code = element.first("code")?.valueText, !TextForm.sctid.holds(code) {
            return Violation(path: "\(element.name).code", problem: TextForm.sctid.words)
        }
        if let form = forms[system], let value = element.first("value")?.valueText, !form.holds(value) {
            return Violation(path: "\(element.name).value", problem: form.words)
        }
        return nil
    }
}
