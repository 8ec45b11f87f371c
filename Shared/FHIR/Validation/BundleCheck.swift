public import XML

/// Checks the rules of every bundle, whatever its profile: ids and URLs agree and are unique, references lead to an
/// entry of the right type, and dates, times, base64 and narratives are well formed.
public enum BundleCheck {
    /// - Parameter profiles: the known profiles by canonical URL; a resource that claims another profile is a
    ///   violation.
    public static func violations(of bundle: Element, profiles: [String: Profile]) -> [Violation] {
        let entries = bundle.all("entry")
        var found = profile(of: bundle, profiles)
        found += forms(of: bundle)
        var urls: Set<String> = []
        for entry in entries {
            guard let resource = entry.first("resource")?.children.first else {
                found.append(Violation(path: "Bundle.entry.resource", problem: "is missing"))
                continue
            }
            let url = entry.first("fullUrl")?.valueText ?? ""
            if url != "urn:uuid:\(resource.first("id")?.valueText ?? "")" {
                found.append(Violation(path: "Bundle.entry.fullUrl", problem: "is not the id of its resource"))
            }
            if resource.name != "Bundle" {
                found += forms(of: resource)
            }
            if !urls.insert(url).inserted {
                found.append(Violation(path: "Bundle.entry.fullUrl", problem: "stands there twice"))
            }
            found +=
                resource.name == "Bundle"
                ? violations(of: resource, profiles: profiles) : profile(of: resource, profiles)
        }
        return found + beginning(of: bundle) + ReferenceCheck.violations(of: bundle)
    }

    private static func forms(of resource: Element) -> [Violation] {
        PrimitiveCheck.violations(of: resource) + IdentifierCheck.violations(of: resource)
            + DataTypeCheck.violations(of: resource)
    }

    /// Checks that a message begins with its only MessageHeader and a document with its only Composition (FHIR, bdl-11
    /// and bdl-12).
    private static func beginning(of bundle: Element) -> [Violation] {
        let wanted = ["message": "MessageHeader", "document": "Composition"][bundle.first("type")?.valueText ?? ""]
        guard let wanted else { return [] }
        let names = bundle.all("entry").compactMap { $0.first("resource")?.children.first?.name }
        var found: [Violation] = []
        if names.first != wanted {
            found.append(Violation(path: "Bundle.entry", problem: "must begin with a \(wanted)"))
        }
        let count = names.count { $0 == wanted }
        if count > 1 {
            found.append(Violation(path: "Bundle.entry", problem: "has \(count) of \(wanted), one is allowed"))
        }
        return found
    }

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
}
