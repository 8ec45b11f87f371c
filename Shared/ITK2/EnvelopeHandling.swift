import XML

/// Checks the handling specifications of an envelope, and the forms of its ids and addresses
/// (distributionEnvelope-v2-0.xsd).
enum EnvelopeHandling {
    private static let path = "DistributionEnvelope.header"
    private static let prefix = "\(DistributionEnvelope.namespace):"

    /// The interactions for a non-coded document.
    private static let interactions = Set(
        ["primaryRecipient", "copyRecipient"].flatMap { role in
            ["v1-0", "v2-0"].map { "urn:nhs-itk:interaction:\(role)NonCodedCDADocument-\($0)" }
        } + ["urn:nhs-itk:interaction:nullifyNonCodedCDADocument-v1-0"])

    static func violations(of envelope: Element) -> [Violation] {
        let header = envelope.first("header")
        let specs = header?.first("handlingSpecification")?.all("spec") ?? []
        var found = specs.compactMap(problem).map {
            Violation(path: "\(path).handlingSpecification.spec", problem: $0)
        }
        let keys = specs.compactMap { $0.attribute("key") }
        if Set(keys).count < keys.count {
            found.append(Violation(path: "\(path).handlingSpecification.spec", problem: "says one thing twice"))
        }
        if !keys.contains("\(prefix)interaction") {
            found.append(
                Violation(path: "\(path).handlingSpecification.spec (interaction)", problem: "is missing"))
        }
        // An XML id must begin with a letter or an underscore.
        let id = envelope.first("payloads", "payload")?.attribute("id") ?? ""
        if let first = id.first, !first.isLetter, first != "_" {
            found.append(
                Violation(path: "DistributionEnvelope.payloads.payload@id", problem: "must begin with a letter"))
        }
        for address in header?.first("addresslist")?.all("address") ?? []
        where address.attribute("type") == nil && address.attribute("uri")?.hasPrefix("urn:nhs-uk:addressing:") == false
        {
            found.append(
                Violation(
                    path: "\(path).addresslist.address@uri", problem: "must begin with urn:nhs-uk:addressing:"))
        }
        return found
    }

    private static func problem(of spec: Element) -> String? {
        guard let value = spec.valueText else { return "has no value" }
        switch spec.attribute("key") {
        case "\(prefix)interaction":
            return interactions.contains(value) ? nil : "(interaction) is none of a non-coded document"
        case "\(prefix)ackrequested", "\(prefix)infackrequested", "\(prefix)busresponserequested":
            return ["true", "false"].contains(value) ? nil : "must be true or false"
        default: return nil
        }
    }
}
