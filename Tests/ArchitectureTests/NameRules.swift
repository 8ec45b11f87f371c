import Foundation
import Testing

/// One name for one thing, and files that a reader can hold.
@Suite("Names and files")
struct NameRules {
    @Test("give no two modules a type of the same name")
    func types() throws {
        var modules: [String: Set<String>] = [:]
        let declaration =
            /(?m)^(?:public |package |fileprivate |private |final |indirect )*(?:struct|class|enum|actor|protocol) (\w+)/
        for path in try ["Services", "Shared"].flatMap({ try Repository.files(under: $0, endingIn: ".swift") }) {
            let module = path.split(separator: "/").prefix(2).joined(separator: "/")
            for match in try Repository.text(path).matches(of: declaration) {
                modules[String(match.1), default: []].insert(module)
            }
        }
        #expect(modules.count > 500)
        for (name, modules) in modules where modules.count > 1 && !Self.own.contains(name) {
            Issue.record("\(name) is declared in \(modules.sorted().joined(separator: " and "))")
        }
    }

    /// Private to a file each.
    private static let own: Set = ["CodingKeys"]

    /// The document engine and its tests, which have an issue of their own.
    private static let documents = ["Services/DocumentEngine/", "Tests/ConversionTests/Documents/"]

    @Test("keep files under 250 lines, or say in the file why not")
    func lengths() throws {
        for path in try ["Services", "Shared", "Tests"].flatMap({ try Repository.files(under: $0, endingIn: ".swift") })
        {
            let text = try Repository.text(path)
            let count = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
            guard count > 250, !Self.documents.contains(where: path.hasPrefix) else { continue }
            #expect(text.contains("// Over 250 lines: "), "\(path) has \(count) lines and does not say why")
        }
    }
}
