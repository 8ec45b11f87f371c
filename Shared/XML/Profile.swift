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
        var found: [Violation] = []
        for rule in rules { found += violations(of: rule, in: element, below: rule.steps[...]) }
        return found
    }

    private func violations(of rule: Rule, in holder: Element, below steps: ArraySlice<Rule.Step>) -> [Violation] {
        guard let step = steps.first else {
            return rule.demand.problems(of: [holder]).map { violation(of: rule, $0) }
        }
        guard steps.count > 1 else {
            return rule.demand.problems(of: holder.children.filter(step.means)).map { violation(of: rule, $0) }
        }
        var found: [Violation] = []
        for child in holder.children where step.means(child) {
            found += violations(of: rule, in: child, below: steps.dropFirst())
        }
        return found
    }

    private func violation(of rule: Rule, _ problem: Demand.Problem) -> Violation {
        Violation(
            path: resource + (rule.path.isEmpty ? "" : ".\(rule.path)") + problem.below, problem: problem.text,
            isOurs: rule.isOurs || problem.isOurs)
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

    /// The same, of an element that stands below one of this name.
    public func below(_ name: String) -> Violation {
        Violation(path: "\(name).\(path)", problem: problem, isOurs: isOurs)
    }
}
