public import XML

/// What holds in every bundle, whatever its profile: ids and URLs agree, each once, references lead to an entry of the
/// right kind, and dates, times, bytes and narratives have their forms.
public enum BundleCheck {
    /// - Parameter profiles: by their canonical URLs; a resource whose profile is none of them is a violation.
    public static func violations(of bundle: Element, profiles: [String: Profile]) -> [Violation] {
        let entries = bundle.all("entry")
        var found = profile(of: bundle, profiles)
        found += PrimitiveCheck.violations(of: bundle, path: bundle.name) + IdentifierCheck.violations(of: bundle)
        var urls: Set<String> = []
        var kinds: [String: String] = [:]
        for entry in entries {
            guard let resource = entry.first("resource")?.children.first else {
                found.append(Violation(path: "Bundle.entry.resource", problem: "is missing"))
                continue
            }
            let url = entry.first("fullUrl")?.valueText ?? ""
            if url != "urn:uuid:\(resource.first("id")?.valueText ?? "")" {
                found.append(Violation(path: "Bundle.entry.fullUrl", problem: "is not the id of its resource"))
            }
            kinds[url] = resource.name
            if resource.name != "Bundle" {
                found += PrimitiveCheck.violations(of: resource, path: resource.name)
                found += IdentifierCheck.violations(of: resource)
            }
            if !urls.insert(url).inserted {
                found.append(Violation(path: "Bundle.entry.fullUrl", problem: "stands there twice"))
            }
            found +=
                resource.name == "Bundle"
                ? violations(of: resource, profiles: profiles) : profile(of: resource, profiles)
        }
        // A document stands for itself: its references lead to its own entries.
        for entry in entries {
            guard let resource = entry.first("resource")?.children.first, resource.name != "Bundle" else { continue }
            for (path, target) in references(in: resource, path: resource.name) {
                guard let kind = kinds[target] else {
                    found.append(Violation(path: path, problem: "leads to no entry of the bundle"))
                    continue
                }
                let name = path.split(separator: ".").dropLast().last.map(String.init) ?? ""
                if let wanted = targets[name], kind != wanted {
                    found.append(Violation(path: path, problem: "must lead to a \(wanted)"))
                }
            }
        }
        return found
    }

    /// What elements of these names refer to, in every resource that we write.
    private static let targets = [
        "subject": "Patient", "patient": "Patient", "custodian": "Organization", "managingOrganization": "Organization",
        "serviceProvider": "Organization", "encounter": "Encounter",
    ]

    private static func profile(of resource: Element, _ profiles: [String: Profile]) -> [Violation] {
        let url = resource.first("meta", "profile")?.valueText ?? ""
        guard let profile = profiles[url] else {
            let isNational = ["https://fhir.nhs.uk/", "https://fhir.hl7.org.uk/"].contains { url.hasPrefix($0) }
            return [
                Violation(path: "\(resource.name).meta.profile", problem: "is none that we write", isOurs: isNational)
            ]
        }
        return profile.violations(of: resource)
    }

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
