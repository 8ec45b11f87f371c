extension Element {
    private static let schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

    /// Returns the element with namespace prefixes removed from all names: `itk:header` becomes `header`. An element
    /// has an `xmlns` attribute only where its namespace differs from its parent's.
    ///
    /// An undeclared prefix is kept, so that the element is not mistaken for one of another namespace.
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
            // Schema locations are not part of the message.
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
