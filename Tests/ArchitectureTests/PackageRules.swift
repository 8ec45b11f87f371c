import Foundation
import Testing

/// Package.swift says exactly what is imported: whoever adds an import declares it, and what is no longer imported goes.
@Suite("The package")
struct PackageRules {
    private static let manifest = (try? Repository.text("Package.swift")) ?? ""

    /// Products by the names that Package.swift gives them: `.grdb` is GRDB.
    private static let products = Dictionary(
        uniqueKeysWithValues: manifest.matches(of: /static var (\w+): Self \{ \.product\(name: "(\w+)"/).map {
            (String($0.1), String($0.2))
        })

    private struct Target {
        var kind: String
        var name: String
        var dependencies: Set<String>
        var path: String

        /// Built for what runs it, and not imported by it.
        var isExecutable: Bool { ["service", "tool", "executableTarget"].contains(kind) }
        /// C modules bear a C before their name.
        var isSwift: Bool { kind != "systemLibrary" && name.firstMatch(of: /^C[A-Z]/) == nil }

        /// One `.module(…)`, `.suite(…)` and so on.
        init?(_ entry: Substring) {
            guard let kind = entry.firstMatch(of: /^\.(\w+)\(/)?.1, let name = entry.firstMatch(of: /"(\w+)"/)?.1 else {
                return nil
            }
            (self.kind, self.name) = (String(kind), String(name))
            let list = entry.firstMatch(of: /(?:uses|of|dependencies): \[(?s:(.*?))\]/).map { String($0.1) } ?? ""
            dependencies = Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
            dependencies.formUnion(list.matches(of: /\.(\w+)/).compactMap { PackageRules.products[String($0.1)] })
            let folders = ["service": "Services", "module": "Shared", "tool": "Tests", "suite": "Tests"]
            path =
                folders[self.kind].map { "\($0)/\(name)" } ?? entry.firstMatch(of: /path: "([^"]+)"/).map {
                    String($0.1)
                }
                ?? ""
            if self.kind == "service" {
                dependencies.formUnion(["Messages", "Pipeline", "Operations", "ArgumentParser", "Logging"])
            }
        }
    }

    private static func targets() -> [Target] {
        guard let start = manifest.range(of: "\n    targets: ["),
            let end = manifest.range(of: "\nextension Target {")
        else { return [] }
        return manifest[start.upperBound..<end.lowerBound].split(separator: /\n        (?=\.\w+\()/).compactMap {
            Target($0)
        }
    }

    private static func imports(of target: Target) throws -> Set<String> {
        var found: Set<String> = []
        for path in try Repository.files(under: target.path, endingIn: ".swift") {
            let pattern = /(?m)^(?:@testable |public |internal )*import (?:struct |class |enum |func )?(\w+)/
            found.formUnion(try Repository.text(path).matches(of: pattern).map { String($0.1) })
        }
        // swift-metrics is one product of two modules.
        if found.remove("CoreMetrics") != nil { found.insert("Metrics") }
        return found
    }

    @Test("declares for each target what its files import, and nothing else")
    func dependencies() throws {
        let targets = Self.targets()
        #expect(targets.count > 50)
        let known = Set(targets.map(\.name)).union(Self.products.values)
        let executables = Set(targets.filter(\.isExecutable).map(\.name))
        for target in targets where target.isSwift && target.name != "Escape" {
            let imports = try Self.imports(of: target)
            let undeclared = imports.intersection(known).subtracting(target.dependencies).subtracting(["TestSupport"])
                .subtracting([target.name])
            #expect(undeclared.isEmpty, "\(target.name) imports \(undeclared.sorted())")
            let unused = target.dependencies.subtracting(imports)
                .subtracting(target.kind == "suite" ? executables : [])
            #expect(unused.isEmpty, "\(target.name) declares \(unused.sorted()) and does not import it")
        }
    }

    @Test("has no module that CONTRIBUTING.md does not place in a layer")
    func layers() throws {
        let table = try Repository.text("deploy/docs/CONTRIBUTING.md")
        for target in Self.targets() where target.kind == "module" {
            #expect(table.contains("`Shared/\(target.name)`"), "Shared/\(target.name) is in no layer")
        }
    }
}
