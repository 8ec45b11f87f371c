/// Rules that an element must keep: those of a StructureDefinition that concern what we write.
public struct Profile: Sendable {
    /// A rule about the elements at one path.
    public struct Rule: Sendable {
        /// Names joined by dots, beginning below the resource; `extension:url` means the extension of that URL.
        public var path: String
        public var minimum: Int
        /// Nil: any number.
        public var maximum: Int?
        /// The value that a primitive must have.
        public var fixed: String?
        /// The values that a primitive may have.
        public var allowed: Set<String>?

        /// Between `minimum` and `maximum` times below each element that holds it.
        public static func count(_ path: String, _ minimum: Int, _ maximum: Int?) -> Rule {
            Rule(path: path, minimum: minimum, maximum: maximum)
        }

        /// Exactly once, with this value.
        public static func fixed(_ path: String, _ value: String) -> Rule {
            Rule(path: path, minimum: 1, maximum: 1, fixed: value)
        }

        /// Exactly once, with one of these values.
        public static func one(_ path: String, of values: Set<String>) -> Rule {
            Rule(path: path, minimum: 1, maximum: 1, allowed: values)
        }

        /// Never.
        public static func none(_ path: String) -> Rule { Rule(path: path, minimum: 0, maximum: 0) }
    }

    /// The canonical URL.
    public var url: String
    /// The name of the resource that it constrains.
    public var resource: String
    public var rules: [Rule]

    public init(url: String, resource: String, rules: [Rule]) {
        self.url = url
        self.resource = resource
        self.rules = rules
    }

    /// What the element does not keep, in the order of the rules.
    public func violations(of element: Element) -> [Violation] {
        guard element.name == resource else {
            return [Violation(path: element.name, problem: "a \(resource) is wanted")]
        }
        return rules.flatMap { rule in
            var names = rule.path.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
            guard let last = names.popLast() else { return [Violation]() }
            let holders = names.reduce([element]) { holders, name in
                holders.flatMap { Self.children(name, of: $0) }
            }
            return holders.flatMap { check(rule, Self.children(last, of: $0)) }
        }
    }

    private func check(_ rule: Rule, _ found: [Element]) -> [Violation] {
        let path = "\(resource).\(rule.path)"
        if found.count < rule.minimum {
            return [Violation(path: path, problem: "is wanted \(rule.minimum) times, is there \(found.count) times")]
        }
        if let maximum = rule.maximum, found.count > maximum {
            return [Violation(path: path, problem: "is allowed \(maximum) times, is there \(found.count) times")]
        }
        return found.compactMap { element in
            if let fixed = rule.fixed, element.valueText != fixed {
                return Violation(path: path, problem: "must be \(fixed)")
            }
            if let allowed = rule.allowed, !allowed.contains(element.valueText ?? "") {
                return Violation(path: path, problem: "must be one of \(allowed.sorted().joined(separator: ", "))")
            }
            // An empty primitive says nothing, and FHIR forbids it.
            if case .text(let text) = element.value, text.allSatisfy(\.isWhitespace) {
                return Violation(path: path, problem: "is empty")
            }
            return nil
        }
    }

    private static func children(_ name: String, of element: Element) -> [Element] {
        guard let colon = name.firstIndex(of: ":") else { return element.all(name) }
        let url = String(name[name.index(after: colon)...])
        return element.all(String(name[..<colon])).filter { child in
            child.attributes.contains { $0.name == "url" && ($0.text == url || $0.text.hasSuffix("/\(url)")) }
        }
    }
}

/// A rule that a resource does not keep. Free of what the resource says.
public struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// The resource and the names of the elements, joined by dots.
    public var path: String
    public var problem: String

    public init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    public var description: String { "\(path) \(problem)" }
}
