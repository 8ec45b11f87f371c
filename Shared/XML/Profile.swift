/// Rules that an element must keep: those of a specification that concern what we write, as a table.
public struct Profile: Sendable {
    /// The canonical URL, or another name of the specification.
    public var url: String
    /// The name of the element that it constrains.
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
            guard let last = names.popLast() else {
                return rule.demand.problems(of: [element]).map {
                    Violation(path: resource + $0.below, problem: $0.text, isOurs: rule.isOurs || $0.isOurs)
                }
            }
            let holders = names.reduce([element]) { holders, name in
                holders.flatMap { Self.children(name, of: $0) }
            }
            return holders.flatMap { holder in
                rule.demand.problems(of: Self.children(last, of: holder)).map {
                    Violation(
                        path: "\(resource).\(rule.path)\($0.below)", problem: $0.text,
                        isOurs: rule.isOurs || $0.isOurs)
                }
            }
        }
    }

    private static func children(_ name: String, of element: Element) -> [Element] {
        guard let colon = name.firstIndex(of: ":") else { return element.all(name) }
        let wanted = String(name[name.index(after: colon)...])
        return element.all(String(name[..<colon])).filter { child in
            let told =
                [child.attribute("url"), child.attribute("AgentId")]
                + ["system", "use"].map { child.first($0)?.valueText }
            return told.contains { $0 == wanted || $0?.hasSuffix("/\(wanted)") == true }
        }
    }
}

/// A rule that an element does not keep, or why it cannot be read. Free of what the element says.
public struct Violation: Error, Hashable, CustomStringConvertible {
    /// The names of the elements from the outermost on, joined by dots.
    public var path: String
    public var problem: String
    /// Allowed by the specification; only, MeshPost does not write it.
    public var isOurs: Bool

    public init(path: String, problem: String, isOurs: Bool = false) {
        self.path = path
        self.problem = problem
        self.isOurs = isOurs
    }

    public var description: String { "\(path) \(problem)" }
}
