import Formats
import Foundation
import Letters
import Operations
import XML

/// The trust's table of formats (a setting): which formats each system takes, where the practices file names none.
struct RoutingTable: Sendable, Equatable {
    /// The formats of one system, for one kind of letter or for all (nil), in the order in which they are tried.
    struct Row: Codable, Sendable, Equatable {
        var system: String
        var kind: LetterKind?
        var formats: [String]
        /// The recipient in `mex-to`: the practice's mailbox, unless `patient`.
        var address: Address?
    }

    /// How the recipient is addressed.
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
        var original: [String]?
        var html: [String: String]?
        var headings: [String: String]?
    }

    /// How a system takes a letter, by agreement with its practices.
    struct Preferences: Sendable, Equatable {
        /// The system takes a Kettering letter's sections as text, rather than its document.
        var takesText = false
        /// The system takes a Kettering letter's document as TIFF.
        var takesTIFF = false
        /// The system takes Word, RTF and other files unconverted; other systems get PDF.
        var takesOriginals = false
        /// The HTML that the system shows, as the trust has tested; nil to use what is generally known of the system.
        var html: ShownHTML?
    }

    private let routes: [Row]
    private let fallback: [Practice.Format: [Practice.Format]]
    private let workflows: [Practice.Format: String]
    private let preferences: [Practice.System: Preferences]
    private let headings: [String: String]

    /// The default table: structured sections first, else the document where Send Document is assured.
    static let standard = RoutingTable(
        routes: Practice.System.allCases.map {
            Row(system: $0.rawValue, kind: nil, formats: ["toc", "send-document"])
        }, fallback: [:], workflows: [:], preferences: [:], headings: [:])

    private init(
        routes: [Row], fallback: [Practice.Format: [Practice.Format]], workflows: [Practice.Format: String],
        preferences: [Practice.System: Preferences], headings: [String: String]
    ) {
        self.routes = routes
        self.fallback = fallback
        self.workflows = workflows
        self.preferences = preferences
        self.headings = headings
    }

    /// Reads a table of formats. All members but `routes` are optional; the heading "" stands for the text of an office
    /// document before its first heading.
    ///
    /// `{"routes": [{"system": "EMIS", "kind": "outpatient-letter", "formats": ["toc", "kettering"], "address":
    /// "patient"}], "fallback": {"toc": ["kettering"]}, "workflows": {"kettering": "LOCAL_LETTERS"}, "text":
    /// ["VISION"], "tiff": ["OTHER"], "original": ["EMIS"], "html": {"TPP": "text"}, "headings": {"Summary": "Clinical
    /// summary"}}`
    init(json: Data) throws(SettingError) {
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: json)
        } catch {
            throw Self.wrong(#"must hold {"routes": [{"system": …, "formats": […]}]}: \#(error)"#)
        }
        for row in file.routes {
            _ = try Self.system(row.system)
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
            routes: file.routes, fallback: fallback, workflows: workflows, preferences: try Self.preferences(file),
            headings: headings)
    }

    private static func preferences(_ file: File) throws(SettingError) -> [Practice.System: Preferences] {
        var preferences: [Practice.System: Preferences] = [:]
        for name in file.text ?? [] { preferences[try system(name), default: Preferences()].takesText = true }
        for name in file.tiff ?? [] { preferences[try system(name), default: Preferences()].takesTIFF = true }
        for name in file.original ?? [] { preferences[try system(name), default: Preferences()].takesOriginals = true }
        for (name, word) in file.html ?? [:] {
            guard let html = ShownHTML(rawValue: word) else {
                let known = ShownHTML.allCases.map(\.rawValue).joined(separator: ", ")
                throw wrong("says that \(name) shows \(word) of HTML, which is none of \(known)")
            }
            preferences[try system(name), default: Preferences()].html = html
        }
        return preferences
    }

    /// Returns the formats to try for a letter of this kind, in order; empty where the table has no row.
    func formats(for practice: Practice, kind: LetterKind) -> [Practice.Format] {
        if let format = practice.format { return [format] + (fallback[format] ?? []) }
        if practice.channel == .folder { return [.folder] }
        return row(for: practice, kind: kind)?.formats.compactMap { Practice.Format(rawValue: $0) } ?? []
    }

    /// True when MESH is to look up the practice by the patient; a mailbox in the practices file takes precedence.
    func isAddressedByPatient(_ practice: Practice, kind: LetterKind) -> Bool {
        practice.mailbox == nil && row(for: practice, kind: kind)?.address == .patient
    }

    private func row(for practice: Practice, kind: LetterKind) -> Row? {
        let rows = routes.filter { $0.system == practice.system.rawValue && ($0.kind == nil || $0.kind == kind) }
        return rows.first { $0.kind != nil } ?? rows.first
    }

    /// Returns the locally agreed MESH workflow of a format that has none of its own.
    func workflow(of format: Practice.Format) -> String? { workflows[format] }

    /// Returns the system's preferences.
    func preferences(of system: Practice.System) -> Preferences { preferences[system] ?? Preferences() }

    /// The hospital's own headings that are mapped to PRSB headings; "" stands for the text before the first heading.
    var ownHeadings: [String] { headings.keys.sorted() }

    /// Returns the PRSB heading that a hospital's heading is mapped to, or the heading itself.
    func heading(for heading: String) -> String { headings[heading.lowercased()] ?? heading }

    private static func formats(_ words: [String]) throws(SettingError) -> [Practice.Format] {
        var formats: [Practice.Format] = []
        for word in words { formats.append(try format(word)) }
        return formats
    }

    private static func system(_ word: String) throws(SettingError) -> Practice.System {
        guard let system = Practice.System(rawValue: word) else {
            let known = Practice.System.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("names the system \(word), which is none of \(known)")
        }
        return system
    }

    private static func format(_ word: String) throws(SettingError) -> Practice.Format {
        guard let format = Practice.Format(rawValue: word) else {
            let known = Practice.Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("names the format \(word), which is none of \(known)")
        }
        return format
    }

    private static func wrong(_ problem: String) -> SettingError { SettingError(ConversionSetting.routing, problem) }
}

extension RoutingTable {
    /// Returns the HTML that the system shows of a letter's sections in a message of this format.
    func shownHTML(by system: Practice.System, in format: Practice.Format) -> HTMLTable {
        (preferences(of: system).html ?? MessageFormat.of(format).shownHTML(system)).table
    }
}
