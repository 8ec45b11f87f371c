import Foundation
import Letters
import Operations

/// Which formats the letters to a system take, where the practices file leaves it open: a table in the settings.
struct RoutingTable: Sendable, Equatable {
    /// For one system, and for one kind or all, the formats in the order in which they are tried.
    struct Row: Codable, Sendable, Equatable {
        var system: String
        var kind: LetterKind?
        var formats: [String]
        /// Whom `mex-to` names: the practice's mailbox, unless `patient`.
        var address: Address?
    }

    /// Whom a letter is addressed to.
    enum Address: String, Codable, Sendable {
        case mailbox
        /// MESH finds the practice where the patient is registered (`GPPROVIDER_…`).
        case patient
    }

    private struct File: Codable {
        var routes: [Row]
        var fallback: [String: [String]]?
        var workflows: [String: String]?
        var text: [String]?
        var tiff: [String]?
        var headings: [String: String]?
    }

    private let routes: [Row]
    private let fallback: [Practice.Format: [Practice.Format]]
    private let workflows: [Practice.Format: String]
    private let textSystems: Set<String>
    private let tiffSystems: Set<String>
    private let headings: [String: String]

    /// Where no table is given: structured first, a document where that is assured.
    static let standard = RoutingTable(
        routes: Practice.System.allCases.map {
            Row(system: $0.rawValue, kind: nil, formats: ["toc", "send-document"])
        }, fallback: [:], workflows: [:], textSystems: [], tiffSystems: [], headings: [:])

    private init(
        routes: [Row], fallback: [Practice.Format: [Practice.Format]], workflows: [Practice.Format: String],
        textSystems: Set<String>, tiffSystems: Set<String>, headings: [String: String]
    ) {
        self.routes = routes
        self.fallback = fallback
        self.workflows = workflows
        self.textSystems = textSystems
        self.tiffSystems = tiffSystems
        self.headings = headings
    }

    /// What `ROUTING_FILE` names, or the standard where nothing does.
    init(_ settings: Settings) throws(SettingError) {
        guard try settings.string("ROUTING_FILE") != nil else {
            self = .standard
            return
        }
        let file = try settings.file("ROUTING_FILE", "the JSON table of formats")
        try self.init(json: FileManager.default.contents(atPath: file.path) ?? Data())
    }

    /// Reads `{"routes": [{"system": "EMIS", "kind": "outpatient-letter", "formats": ["toc", "kettering"],
    /// "address": "patient"}],
    /// "fallback": {"toc": ["kettering"]}, "workflows": {"kettering": "LOCAL_LETTERS"}, "text": ["VISION"], "tiff": ["OTHER"],
    /// "headings": {"Summary": "Clinical summary"}}`; all but the routes may be missing. The heading "" stands for what an
    /// office document has before its first.
    init(json: Data) throws(SettingError) {
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: json)
        } catch {
            throw Self.wrong(#"must hold {"routes": [{"system": …, "formats": […]}]}: \#(error)"#)
        }
        for row in file.routes {
            guard Practice.System(rawValue: row.system) != nil else {
                let known = Practice.System.allCases.map(\.rawValue).joined(separator: ", ")
                throw Self.wrong("has a route for the system \(row.system), which is none of \(known)")
            }
            guard !row.formats.isEmpty else { throw Self.wrong("has a route for \(row.system) without formats") }
            _ = try Self.formats(row.formats)
        }
        var fallback: [Practice.Format: [Practice.Format]] = [:]
        for (from, to) in file.fallback ?? [:] { fallback[try Self.format(from)] = try Self.formats(to) }
        var workflows: [Practice.Format: String] = [:]
        for (format, workflow) in file.workflows ?? [:] { workflows[try Self.format(format)] = workflow }
        let headings = Dictionary(
            (file.headings ?? [:]).map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
        self.init(
            routes: file.routes, fallback: fallback, workflows: workflows, textSystems: Set(file.text ?? []),
            tiffSystems: Set(file.tiff ?? []),
            headings: headings)
    }

    /// The formats to try for a letter of this kind, in order; none where the table has no row.
    func formats(for practice: Practice, kind: LetterKind) -> [Practice.Format] {
        if let format = practice.format { return [format] + (fallback[format] ?? []) }
        if practice.channel == .folder { return [.folder] }
        return row(for: practice, kind: kind)?.formats.compactMap { Practice.Format(rawValue: $0) } ?? []
    }

    /// Whether MESH is to find the practice by the patient; a mailbox in the practices file says where it is.
    func isAddressedByPatient(_ practice: Practice, kind: LetterKind) -> Bool {
        practice.mailbox == nil && row(for: practice, kind: kind)?.address == .patient
    }

    private func row(for practice: Practice, kind: LetterKind) -> Row? {
        let rows = routes.filter { $0.system == practice.system.rawValue && ($0.kind == nil || $0.kind == kind) }
        return rows.first { $0.kind != nil } ?? rows.first
    }

    /// The MESH workflow of a format that has none of its own: by local agreement.
    func workflow(of format: Practice.Format) -> String? { workflows[format] }

    /// Whether the system gets the sections of a Kettering letter as text, rather than its document.
    func prefersText(_ system: Practice.System) -> Bool { textSystems.contains(system.rawValue) }

    /// Whether the system gets the document of a Kettering letter as TIFF.
    func prefersTIFF(_ system: Practice.System) -> Bool { tiffSystems.contains(system.rawValue) }

    /// The hospital's own headings that stand for one of the PRSB's; the empty one for what comes before the first.
    var ownHeadings: [String] { headings.keys.sorted() }

    /// The PRSB heading that stands for the hospital's own.
    func heading(for heading: String) -> String { headings[heading.lowercased()] ?? heading }

    private static func formats(_ words: [String]) throws(SettingError) -> [Practice.Format] {
        var formats: [Practice.Format] = []
        for word in words { formats.append(try format(word)) }
        return formats
    }

    private static func format(_ word: String) throws(SettingError) -> Practice.Format {
        guard let format = Practice.Format(rawValue: word) else {
            let known = Practice.Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("names the format \(word), which is none of \(known)")
        }
        return format
    }

    private static func wrong(_ problem: String) -> SettingError { SettingError("ROUTING_FILE", problem) }
}
