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
            var names = [entry.resource.name]
            var found: [Violation] = []
            eachReference(in: entry.resource, &names) { names, target in
                guard let kind = kinds[target] else {
                    // Canonical URLs of definitions lead to no entry.
                    if target.contains("/MessageDefinition/") { return }
                    return found.append(
                        Violation(
                            path: names.joined(separator: "."), problem: "leads to no entry of the bundle"))
                }
                let name = names[names.count - 2]
                let wanted = targets["\(entry.resource.name).\(name)"] ?? everywhere[name] ?? []
                guard !wanted.isEmpty, !wanted.contains(kind) else { return }
                found.append(
                    Violation(
                        path: names.joined(separator: "."),
                        problem: "must lead to a \(wanted.joined(separator: " or "))"))
            }
            return found
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

    /// - Parameters:
    ///   - names: of the elements from the resource to this one; the same afterwards.
    ///   - body: given the names down to a reference, and what it refers to.
    private static func eachReference(
        in element: Element, _ names: inout [String], _ body: ([String], String) -> Void
    ) {
        for child in element.children {
            names.append(child.name)
            if child.name == "reference", let target = child.valueText {
                body(names, target)
            } else {
                eachReference(in: child, &names, body)
            }
            names.removeLast()
        }
    }
}
