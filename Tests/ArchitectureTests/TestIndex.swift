import Foundation

/// The suites and functions of all tests, read from their sources.
struct TestIndex: Sendable {
    /// `Target.Suite`, and `Target.Suite/function`.
    private(set) var names: Set<String> = []
    private(set) var targets: Set<String> = []
    private(set) var suites: Set<String> = []
    /// Sentences of `@Test("…")`.
    private(set) var sentences: Set<String> = []

    init() throws {
        for path in try Repository.files(under: "Tests", endingIn: ".swift") {
            let target = path.split(separator: "/")[1]
            guard target.hasSuffix("Tests") else { continue }
            targets.insert(String(target))
            add(try Repository.text(path), of: String(target))
        }
    }

    /// Indentation tells which type a test belongs to: `swift format` keeps it.
    private mutating func add(_ source: String, of target: String) {
        var types: [(depth: Int, name: String)] = []
        var attribute: String?
        for line in source.split(separator: "\n") {
            let depth = line.prefix { $0 == " " }.count
            let text = line.dropFirst(depth)
            if let name = Self.type(text) {
                types.removeAll { $0.depth >= depth }
                types.append((depth, name))
            }
            if text.hasPrefix("@Test") { attribute = "" }
            guard let written = attribute else { continue }
            attribute = written + text
            guard let name = Self.function(text) else { continue }
            attribute = nil
            guard let suite = types.last(where: { $0.depth < depth })?.name else { continue }
            suites.insert(suite)
            names.formUnion(["\(target).\(suite)", "\(target).\(suite)/\(name)"])
            if let sentence = Self.sentence(written) { sentences.insert(sentence) }
        }
    }

    private static let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "extension"]
    private static let modifiers: Set<Substring> = ["public", "private", "fileprivate", "final", "nonisolated"]

    /// The name of the type that a line declares or extends; of a nested name the last part.
    private static func type(_ line: Substring) -> String? {
        let words = line.split(separator: " ")
        let rest = words.drop { $0.hasPrefix("@") || modifiers.contains($0) }
        guard let kind = rest.first, kinds.contains(kind), let name = rest.dropFirst().first else { return nil }
        return name.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }.split(separator: ".").last
            .map(String.init)
    }

    private static func function(_ line: Substring) -> String? {
        guard let start = line.range(of: "func ") else { return nil }
        return String(line[start.upperBound...].prefix { $0 != "(" && $0 != "<" })
    }

    private static func sentence(_ attribute: String) -> String? {
        guard attribute.hasPrefix("@Test(\"") else { return nil }
        return attribute.dropFirst("@Test(\"".count).split(separator: "\"").first.map(String.init)
    }
}
