import XML

/// Checks that each reference leads to an entry of the same bundle and to an allowed resource type, because a document
/// must be self-contained (FHIR, "Resolving references in Bundles"; target types of the definitions).
enum ReferenceCheck {
    static func violations(of bundle: Element) -> [Violation] {
        let entries = bundle.all("entry").compactMap { entry in
            entry.first("resource")?.children.first.map { (url: entry.first("fullUrl")?.valueText ?? "", resource: $0) }
        }
        let kinds = Dictionary(entries.map { ($0.url, $0.resource.name) }, uniquingKeysWith: { first, _ in first })
        return entries.filter { $0.resource.name != "Bundle" }.flatMap { entry in
            references(in: entry.resource, path: entry.resource.name).compactMap { path, target -> Violation? in
                guard let kind = kinds[target] else {
                    return Violation(path: path, problem: "leads to no entry of the bundle")
                }
                let name = path.split(separator: ".").dropLast().last.map(String.init) ?? ""
                let wanted = targets["\(entry.resource.name).\(name)"] ?? everywhere[name] ?? []
                guard !wanted.isEmpty, !wanted.contains(kind) else { return nil }
                return Violation(path: path, problem: "must lead to a \(wanted.joined(separator: " or "))")
            }
        }
    }

    /// Allowed target types by element name, in every resource that we write.
    private static let everywhere = [
        "subject": ["Patient"], "patient": ["Patient"], "custodian": ["Organization"],
        "managingOrganization": ["Organization"], "serviceProvider": ["Organization"], "encounter": ["Encounter"],
        "context": ["Encounter"], "medicationReference": ["Medication"],
    ]

    /// Allowed target types by resource and element name.
    private static let targets = [
        "MessageHeader.sender": ["Organization", "Practitioner"],
        "MessageHeader.receiver": ["Organization", "Practitioner"], "MessageHeader.focus": ["Bundle"],
        "MessageHeader.details": ["OperationOutcome"], "Composition.author": ["Practitioner", "Device"],
        "List.source": ["Practitioner", "Patient", "Device"],
        "Composition.party": ["Practitioner", "Organization", "Patient"],
    ]

    /// Local references; canonical URLs of definitions are none.
    private static func references(in element: Element, path: String) -> [(String, String)] {
        element.children.flatMap { child -> [(String, String)] in
            let below = "\(path).\(child.name)"
            if child.name == "reference", let target = child.valueText {
                return target.contains("/MessageDefinition/") ? [] : [(below, target)]
            }
            return references(in: child, path: below)
        }
    }
}
