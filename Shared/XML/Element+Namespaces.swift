extension Element {
    private static let schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

    /// The same element with the names that its namespaces give, whatever prefixes a writer chose: `itk:header` is
    /// `header`, and `xmlns` stands where an element's namespace is another than its holder's, and nowhere else.
    ///
    /// A prefix that nothing declares is kept, so that nobody takes its element for another.
    public func resolvingPrefixes() -> Element { resolved(declared: [:], holder: "") }

    private func resolved(declared outer: [String: String], holder: String) -> Element {
        guard !name.isEmpty else { return self }
        var declared = outer
        for attribute in attributes {
            if attribute.name == "xmlns" { declared[""] = attribute.text }
            if attribute.name.hasPrefix("xmlns:") { declared[String(attribute.name.dropFirst(6))] = attribute.text }
        }
        let (prefix, local) = Self.parts(of: name)
        var element = self
        let namespace = declared[prefix]
        if namespace != nil { element.name = local }
        element.attributes = attributes.filter { attribute in
            let isDeclaration = attribute.name == "xmlns" || attribute.name.hasPrefix("xmlns:")
            let (prefix, local) = Self.parts(of: attribute.name)
            // Where a schema may be found says nothing of the message.
            return !isDeclaration && !(declared[prefix] == Self.schemaInstance && local.hasSuffix("chemaLocation"))
        }
        if let namespace, namespace != holder {
            element.attributes.insert(Attribute(name: "xmlns", text: namespace), at: 0)
        }
        element.children = children.map { $0.resolved(declared: declared, holder: namespace ?? holder) }
        return element
    }

    private static func parts(of name: String) -> (prefix: String, local: String) {
        guard let colon = name.firstIndex(of: ":") else { return ("", name) }
        return (String(name[..<colon]), String(name[name.index(after: colon)...]))
    }
}
