import XML

/// Checks the forms of identifiers in an envelope: NHS numbers, organisation codes and UUIDs, recognised by their
/// `root`, and organisation codes in addresses.
enum IdentifierForms {
    private static let site = "2.16.840.1.113883.2.1.3.2.4.19.2"
    private static let addresses = ["urn:nhs-uk:addressing:ods:", "urn:nhs-uk:identity:ods:"]

    static func violations(of envelope: Element) -> [Violation] { inside(envelope, envelope.name) }

    private static func inside(_ element: Element, _ path: String) -> [Violation] {
        element.children.flatMap { child -> [Violation] in
            let below = "\(path).\(child.name)"
            var found: [Violation] = []
            if let (name, form) = wrong(child) {
                found.append(Violation(path: "\(below)@\(name)", problem: form.words))
            }
            return found + inside(child, below)
        }
    }

    /// The name and required form of an attribute that does not have its form; nil if all have.
    private static func wrong(_ element: Element) -> (String, TextForm)? {
        if let uri = element.attribute("uri"), let start = addresses.first(where: uri.hasPrefix) {
            let code = uri.dropFirst(start.count).prefix { $0 != ":" }
            return TextForm.ods.holds(String(code)) ? nil : ("uri", .ods)
        }
        guard element.name == "id" || element.name == "setId", let root = element.attribute("root") else { return nil }
        guard let value = element.attribute("extension") else {
            return TextForm.uuid(capital: true).holds(root) ? nil : ("root", .uuid(capital: true))
        }
        let forms: [String: TextForm] = [CDA.nhsNumber: .nhsNumber, CDA.organisation: .ods, site: .ods]
        guard let form = forms[root], !form.holds(value) else { return nil }
        return ("extension", form)
    }
}
