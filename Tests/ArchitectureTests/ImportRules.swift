import Foundation
import Testing

/// The rules of the design that a compiler does not hold: who may import what.
@Suite("The layout")
struct ImportRules {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let services = [
        "Extraction", "Conversion", "Transport", "Acknowledgement", "Reporting", "Operator",
    ]

    private struct Source {
        var path: String
        var imports: Set<String>
    }

    private static func sources(under folder: String) throws -> [Source] {
        let top = root.appending(path: folder)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: top.path).filter { $0.hasSuffix(".swift") }
        return try paths.map { path in
            let text = try String(contentsOf: top.appending(path: path), encoding: .utf8)
            let imports = text.split(separator: "\n").compactMap { line -> String? in
                let words = line.split(separator: " ").map(String.init)
                guard let position = words.firstIndex(of: "import"), position <= 2 else { return nil }
                guard words.prefix(position).allSatisfy({ $0 == "public" || $0.hasPrefix("@") || $0 == "internal" })
                else { return nil }
                return words.dropFirst(position + 1).last.map { String($0.prefix { $0 != "." }) }
            }
            return Source(path: "\(folder)/\(path)", imports: Set(imports))
        }
    }

    private func expect(_ module: String, onlyIn allowed: [String], among folders: [String] = ["Services", "Shared"])
        throws
    {
        for source in try folders.flatMap(Self.sources) where source.imports.contains(module) {
            #expect(allowed.contains { source.path.hasPrefix($0) }, "\(source.path) imports \(module)")
        }
    }

    @Test("no service imports another, and nothing shared imports a service")
    func services() throws {
        for source in try Self.sources(under: "Services") + Self.sources(under: "Shared") {
            let own = source.path.split(separator: "/").dropFirst().first.map(String.init)
            let foreign = source.imports.intersection(Self.services).subtracting([own ?? ""])
            #expect(foreign.isEmpty, "\(source.path) imports \(foreign)")
        }
    }

    @Test("librabbitmq is known to Broker only, libcurl to HTTP only")
    func libraries() throws {
        try expect("CRabbitMQ", onlyIn: ["Shared/Broker/"])
        try expect("CCurl", onlyIn: ["Shared/HTTP/"])
    }

    @Test("XML is parsed in one place: libxml2 is known to Shared/XML only, and nobody takes Foundation's parser")
    func markup() throws {
        let everywhere = ["Services", "Shared", "Tests"]
        try expect("CXML", onlyIn: ["Shared/XML/"], among: everywhere)
        try expect("FoundationXML", onlyIn: [], among: everywhere)
    }

    @Test("SQLite is known to the journal and to the stateful services")
    func database() throws {
        try expect(
            "GRDB",
            onlyIn: [
                "Shared/Journal/", "Services/Extraction/", "Services/Transport/", "Services/Acknowledgement/",
                "Services/Reporting/",
            ])
    }

    @Test("the libraries that read documents are known to the document engine only")
    func engines() throws {
        for library in ["CPoppler", "CQPDF", "COffice", "CImages"] {
            try expect(library, onlyIn: ["Services/DocumentEngine/"], among: ["Services", "Shared", "Tests"])
        }
        try expect("CMalloc", onlyIn: ["Shared/Operations/"])
        try expect("CConfinement", onlyIn: ["Services/DocumentEngine/", "Shared/Engines/", "Shared/Operations/"])
        try expect("CZlib", onlyIn: ["Services/DocumentEngine/", "Shared/HTTP/", "Shared/Mesh/"])
    }

    @Test("the domain does no I/O: Letters imports Foundation and nothing else")
    func domain() throws {
        for source in try Self.sources(under: "Shared/Letters") {
            #expect(source.imports.isSubset(of: ["Foundation"]), "\(source.path) imports \(source.imports)")
        }
    }

    @Test(
        "message formats do no I/O, and know nothing of events",
        arguments: [
            "Shared/FHIR", "Shared/HL7v2", "Shared/ITK", "Shared/ITK2", "Shared/UKCore", "Shared/Kettering",
            "Shared/XML", "Shared/Formats", "Shared/Renditions",
        ])
    func formats(folder: String) throws {
        let pure: Set = [
            "Foundation", "CXML", "Letters", "Identifiers", "FHIR", "ITK", "ITK2", "UKCore", "Kettering", "XML",
            "Renditions",
        ]
        for source in try Self.sources(under: folder) {
            #expect(source.imports.isSubset(of: pure), "\(source.path) imports \(source.imports)")
        }
    }

    @Test("an executable is a sentence: under 40 lines")
    func mains() throws {
        for service in Self.services.dropLast() {
            let file = Self.root.appending(path: "Services/\(service)/\(service)Main.swift")
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 40, "\(service)Main.swift has \(lines.count) lines")
        }
    }

    @Test("the top level holds what the layout names and nothing else")
    func topLevel() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.root.path).filter { !$0.hasPrefix(".") }
        let allowed: Set = [
            "Package.swift", "Package.resolved", "Services", "Shared", "Tests", "deploy", "README.md", "LICENSE",
        ]
        #expect(Set(names).isSubset(of: allowed))
    }
}
