/// The requirement that a rule makes of the elements at its path.
enum Demand: Sendable {
    case count(Int, Int?)
    case value(Set<String>, isRequired: Bool)
    case form(TextForm)
    case order([String], of: [String])
    case attributes([String: Set<String>], besides: Set<String>)
    case slices([String], [Rule.Slice])

    /// A broken requirement, and the path below the checked elements at which it is broken.
    struct Problem {
        var below = ""
        var text: String
        var isOurs = false
    }

    func problems(of found: [Element]) -> [Problem] {
        switch self {
        case .count(let minimum, let maximum):
            return Self.counting(found, minimum, maximum) ?? found.compactMap(Self.emptiness).map { Problem(text: $0) }
        case .value(let allowed, let isRequired):
            if isRequired, let wrong = Self.counting(found, 1, 1) { return wrong }
            return found.filter { !allowed.contains($0.said) }.map { _ in
                Problem(
                    text: allowed.count == 1
                        ? "must be \(allowed.first ?? "")"
                        : "must be one of \(allowed.sorted().joined(separator: ", "))")
            }
        case .form(let form):
            return found.filter { !$0.holdsBytes && !form.holds($0.said) }.map { _ in Problem(text: form.words) }
        case .order(let names, let all): return found.flatMap { Self.disorder($0, names, all) }
        case .attributes(let wanted, let allowed):
            return found.flatMap { Self.misattribution($0, wanted, allowed) }
        case .slices(let key, let slices): return Self.slicing(found, key, slices)
        }
    }

    private static func misattribution(
        _ element: Element, _ wanted: [String: Set<String>], _ allowed: Set<String>
    ) -> [Problem] {
        let strange = Set(element.attributes.lazy.map(\.name).filter { wanted[$0] == nil }).sorted().map { name in
            allowed.contains(name)
                ? Problem(below: "@\(name)", text: "is never written", isOurs: true)
                : Problem(below: "@\(name)", text: "is not known here")
        }
        let wrong = wanted.filter { name, values in
            guard let text = element.attribute(name) else { return true }
            return !values.isEmpty && !values.contains(text)
        }
        return strange
            + wrong.sorted { $0.key < $1.key }.map { name, values in
                Problem(
                    below: "@\(name)",
                    text: element.attribute(name) == nil
                        ? "is missing" : "must be one of \(values.sorted().joined(separator: ", "))")
            }
    }

    private static func counting(_ found: [Element], _ minimum: Int, _ maximum: Int?) -> [Problem]? {
        if found.count < minimum {
            let often = minimum == 1 ? "is missing" : "is wanted \(minimum) times, is there \(found.count) times"
            return [Problem(text: often)]
        }
        if let maximum, found.count > maximum {
            let often =
                maximum == 0 ? "must not be there" : "is allowed \(maximum) times, is there \(found.count) times"
            return [Problem(text: often)]
        }
        return nil
    }

    /// FHIR forbids primitives without a value.
    private static func emptiness(_ element: Element) -> String? {
        if case .text(let text) = element.value, text.allSatisfy(\.isWhitespace) { return "is empty" }
        if case .text(let text) = element.content, text.allSatisfy(\.isWhitespace) { return "is empty" }
        return nil
    }

    private static func disorder(_ element: Element, _ names: [String], _ all: [String]) -> [Problem] {
        if let wrong = element.disorder(all) { return [Problem(below: ".\(wrong.child)", text: wrong.problem)] }
        var unwritten: [String] = []
        for child in element.children where !names.contains(child.name) && !unwritten.contains(child.name) {
            unwritten.append(child.name)
        }
        return unwritten.map { Problem(below: ".\($0)", text: "is never written", isOurs: true) }
    }

    private static func slicing(_ found: [Element], _ key: [String], _ slices: [Rule.Slice]) -> [Problem] {
        var counts: [String: Int] = [:]
        var problems: [Problem] = []
        for element in found {
            let code = key.reduce(element as Element?) { at, name in at?.first(name) }?.said ?? ""
            guard let slice = slices.first(where: { $0.code == code }) else {
                problems.append(Problem(text: "has a code that is none of this profile's"))
                continue
            }
            counts[code, default: 0] += 1
            let inner = Profile(url: slice.name, resource: element.name, rules: slice.rules)
            problems += inner.violations(of: element).map {
                Problem(
                    below: " (\(slice.name))\($0.path.dropFirst(element.name.count))", text: $0.problem,
                    isOurs: $0.isOurs)
            }
        }
        for slice in slices {
            let count = counts[slice.code] ?? 0
            if count < slice.minimum { problems.append(Problem(below: " (\(slice.name))", text: "is missing")) }
            if count > 1 {
                problems.append(
                    Problem(below: " (\(slice.name))", text: "is there \(count) times, once is allowed"))
            }
        }
        return problems
    }
}

extension Element {
    /// The first child whose name is not in `names`, or that comes after a child that `names` lists later.
    public func disorder(_ names: [String]) -> (child: String, problem: String)? {
        var position = 0
        for child in children {
            guard let place = names.firstIndex(of: child.name) else { return (child.name, "is not known here") }
            if place < position { return (child.name, "stands after \(names[position]), it belongs before it") }
            position = place
        }
        return nil
    }

    /// True for base64 content. Its bytes are encoded only while they are written, so it has no text to check.
    var holdsBytes: Bool {
        switch (value, content) {
        case (.base64, _), (_, .base64): true
        default: false
        }
    }

    /// The value of a FHIR primitive, or else the text of the element.
    var said: String { valueText ?? (value == nil ? allText : "") }
}
