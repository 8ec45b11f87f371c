import XML

/// Checks the format of UUIDs, which FHIR writes in lower case (RFC 4122, section 3; ITK3 guide, "Resource
/// referencing"), of ODS codes, and of SNOMED CT codes. Profiles fix no format for other systems.
enum IdentifierCheck {
    private static let forms: [String: TextForm] = [
        FHIR.uuidSystem: .uuid(capital: false), OrganizationResource.odsSystem: .ods,
        "https://fhir.nhs.uk/Id/ods-site-code": .ods,
    ]

    /// Returns the violations in a resource's id and identifiers; resources that it carries are left out.
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
