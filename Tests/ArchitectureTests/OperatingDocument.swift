import Foundation
import Letters
import Operations
import Testing

/// deploy/docs/OPERATING.md and the code say the same: what the code can tell an operator stands in the document.
@Suite("The operating document")
struct OperatingDocument {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private let document: String
    private let sources: [SourceText]

    init() throws {
        document = try String(
            contentsOf: Self.root.appending(path: "deploy/docs/OPERATING.md"), encoding: .utf8)
        sources = try SourceText.all(under: ["Services", "Shared"], of: Self.root)
    }

    private func expect(_ found: [SourceText.Finding], _ what: String, as form: (String) -> String = { "`\($0)`" }) {
        #expect(!found.isEmpty, "no \(what) is found in the code: the test looks in the wrong way")
        for finding in found where !document.contains(form(finding.text)) {
            Issue.record(
                "deploy/docs/OPERATING.md does not say what \(what) \(form(finding.text)) means (\(finding.path))")
        }
    }

    @Test("has the tables of settings that the declarations give")
    func settings() {
        #expect(
            SettingsTable.part.replaced(in: document) == document,
            "run `swift run meshpost settings --into deploy/docs/OPERATING.md`")
    }

    @Test("says what each part of /readyz and each line of --check means")
    func parts() {
        expect(sources.findings(of: [#/(?:setReadiness|health\.set)\(\s*"([^"\\]+?) ?(?:"|\\)/#]), "the readiness part")
        expect(
            sources.findings(of: [#/context\.check\("([^"\\]+?) ?(?:"|\\)/#, #/ check\("([^"\\]+?)"\) \{/#]),
            "the check"
        )
    }

    @Test("says what each failure code means")
    func codes() {
        let ours = sources.filter { source in
            !["FHIR", "ITK", "ITK2", "UKCore", "Kettering", "XML"].contains { source.path.hasPrefix("Shared/\($0)/") }
        }
        let patterns: [Regex<(Substring, Substring)>] = [
            #/code: "([a-z][a-z0-9-]*)"/#, #/fault\(\s*"([a-z0-9-]+)"/#,
            #/\.word\(\s*"\w+", "([a-z-]+)"/#,
            #/= \(\.\w+, "([a-z-]+)"\)/#, #/static let (?:uploadGone|notOurs|chunkMissing) = "([a-z-]+)"/#,
        ]
        expect(ours.findings(of: patterns), "the code")
        let tables = sources.compactMap { source in
            source.text.firstMatch(of: #/var code: String \{\n(?s:(.*?))\n    \}/#).map {
                SourceText(path: source.path, text: String($0.1))
            }
        }
        expect(tables.findings(of: [#/: "([a-z][a-z0-9-]*)"/#]), "the code")
        let faults = sources.filter { $0.path.hasSuffix("/DocumentFault.swift") }
        expect(faults.findings(of: [#/case \w+ = "([a-z-]+)"/#]), "the document's fault")
    }

    @Test("has the table of codes from outside by which the code decides")
    func codesOfOthers() {
        #expect(
            CodeTable.part.replaced(in: document) == document,
            "run `swift run meshpost settings --into deploy/docs/OPERATING.md`")
        for row in AnswerCode.all { #expect(document.contains("`\(row.code)`"), "\(row.code)") }
    }

    @Test("says what each log message of level warning and above means, and what to do")
    func messages() {
        let calls = sources.flatMap { source in
            source.text.matches(of: #/\.(?:warning|error|critical)\((?s:(.*?))(?:metadata:|\)\n)/#).map {
                SourceText(path: source.path, text: String($0.1))
            }
                + source.text.matches(of: #/\bwarn\(((?s:[^"]*?)"[^"\\]+")/#).map {
                    SourceText(path: source.path, text: String($0.1))
                }
        }
        expect(calls.findings(of: [#/"([^"\\]{4,})"/#]), "the log message", as: { $0 })
    }

    @Test("has the table of metrics that the declarations give")
    func metrics() {
        #expect(
            MetricsTable.part.replaced(in: document) == document,
            "run `swift run meshpost settings --into deploy/docs/OPERATING.md`")
    }
}

/// The rules of metrics that a compiler does not hold.
@Suite("Metrics")
struct MetricRules {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The names in the code, as they stand in the declarations.
    private static func used() throws -> Set<String> {
        let sources = try SourceText.all(under: ["Services", "Shared"], of: root)
        let stage = sources.filter { $0.path.hasSuffix("/StageMetrics.swift") }
        let plain = sources.findings(of: [#/(?:Counter|Gauge|Timer)\(\s*label: "([^"]+)"/#]).map(\.text)
            .filter { !$0.contains("\\(what)") && !$0.contains("\\(name)") }
            .map { $0.replacing("\\(stage.rawValue)", with: "<stage>").replacing("\\(stage)", with: "<stage>") }
        let samples = sources.findings(of: [#/MetricSample\(\s*name: "([^"]+)"/#, #/\badd\(\s*"([a-z_]+)",/#]).map(
            \.text)
        let gauges = sources.findings(of: [#/ gauge\("([a-z_]+)", [^)\n]*(?:status|Double)/#]).map {
            "transport_\($0.text)"
        }
        let counts = stage.findings(of: [#/ count\("([a-z_]+)"/#]).map { "<stage>_\($0.text)_total" }
        return Set(plain + samples + gauges + counts)
    }

    @Test("are declared, and what is declared is counted somewhere")
    func declarations() throws {
        let (used, declared) = (try Self.used(), Set(MetricDeclaration.all.map(\.name)))
        #expect(used.subtracting(declared.union(["acknowledgement_messages_parked_total"])).isEmpty)
        #expect(declared.subtracting(used).isEmpty)
        #expect(declared.count == MetricDeclaration.all.count, "a metric is declared twice")
    }

    @Test("are named as Prometheus wants: a counter ends in _total, and nothing else does")
    func names() {
        for metric in MetricDeclaration.all {
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect(!metric.help.hasSuffix("."), "\(metric.name): the full stop is added")
        }
    }
}

/// The rules of settings that a compiler does not hold.
@Suite("Settings")
struct SettingRules {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let declared = "Shared/Operations/Settings/Declared/"

    @Test("are named by a text in their declaration and nowhere else")
    func names() throws {
        let names = Set(SettingDeclaration.all.flatMap { [$0.name, $0.fileName] })
        for source in try SourceText.all(under: ["Services", "Shared"], of: Self.root)
        where !source.path.hasPrefix(Self.declared) {
            for finding in [source].findings(of: [#/"([A-Z]+(?:_[A-Z]+)*)"/#]) where names.contains(finding.text) {
                Issue.record("\(finding.path) names \(finding.text): use its declaration in \(Self.declared)")
            }
        }
    }

    @Test("that are declared are listed, and read by somebody")
    func declarations() throws {
        let sources = try SourceText.all(under: ["Services", "Shared"], of: Self.root)
        var count = 0
        for source in sources where source.path.hasPrefix(Self.declared) {
            guard let group = source.text.firstMatch(of: #/public enum (\w+Setting) \{/#)?.1 else { continue }
            for match in source.text.matches(of: #/static let (\w+) = Setting</#) {
                count += 1
                let use = "\(group).\(match.1)"
                let isRead = sources.contains { other in
                    !other.path.hasPrefix(Self.declared)
                        && other.text.ranges(of: use).contains { range in
                            range.upperBound == other.text.endIndex || !other.text[range.upperBound].isLetter
                        }
                }
                #expect(isRead, "nobody reads \(use)")
            }
        }
        #expect(count == SettingDeclaration.all.count, "a group's list `all` lacks a setting")
    }

    @Test("come from the declarations alone: nobody asks the environment")
    func environment() throws {
        let allowed = ["Shared/Operations/Settings/Settings.swift", "Services/Operator/Terminal/Signature.swift"]
        for source in try SourceText.all(under: ["Services", "Shared"], of: Self.root)
        where !allowed.contains(source.path) {
            #expect(!source.text.contains("processInfo.environment"), "\(source.path) reads the environment")
            #expect(!source.text.contains("getenv("), "\(source.path) reads the environment")
        }
    }
}

/// A file of the code.
struct SourceText {
    struct Finding {
        var path: String
        var text: String
    }

    var path: String
    var text: String

    static func all(under folders: [String], of root: URL) throws -> [SourceText] {
        try folders.flatMap { folder in
            let top = root.appending(path: folder)
            return try FileManager.default.subpathsOfDirectory(atPath: top.path).filter { $0.hasSuffix(".swift") }
                .sorted().map { path in
                    SourceText(
                        path: "\(folder)/\(path)",
                        text: try String(contentsOf: top.appending(path: path), encoding: .utf8))
                }
        }
    }
}

extension [SourceText] {
    /// What the patterns' group matches, each text once.
    func findings(of patterns: [Regex<(Substring, Substring)>]) -> [SourceText.Finding] {
        var seen: Set<String> = []
        return flatMap { source in
            patterns.flatMap { pattern in
                source.text.matches(of: pattern).map { SourceText.Finding(path: source.path, text: String($0.1)) }
            }
        }.filter { seen.insert($0.text).inserted }
    }
}
