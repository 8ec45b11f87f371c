/// A table of the rules of a specification that an element must satisfy, as far as they concern what we write.
public struct Profile: Sendable {
    /// The canonical URL or another name of the specification.
    public var url: String
    /// The name of the element that it constrains.
    public var resource: String
    public var rules: [Rule]

    public init(url: String, resource: String, rules: [Rule]) {
        self.url = url
        self.resource = resource
        self.rules = rules
    }

    /// The rules that the element breaks, in the order of the rules.
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

/// A rule that an element breaks, or the reason why the element cannot be read. Contains no text of the element.
public struct Violation: Error, Hashable, CustomStringConvertible {
    /// The names of the elements from the outermost inwards, joined by dots.
    public var path: String
    public var problem: String
    /// True if the specification allows it, but MeshPost never writes it.
    public var isOurs: Bool

    public init(path: String, problem: String, isOurs: Bool = false) {
        self.path = path
        self.problem = problem
        self.isOurs = isOurs
    }

    public var description: String { "\(path) \(problem)" }

    /// The same violation with the path extended by a parent of this name.
    public func below(_ name: String) -> Violation {
        Violation(path: "\(name).\(path)", problem: problem, isOurs: isOurs)
    }
}
