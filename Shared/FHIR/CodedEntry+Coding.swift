import Foundation
public import Letters
public import XML

extension CodedEntry {
    /// Nil where no code is given, one of a system that nobody could look up, or one of SNOMED CT that is none (a
    /// spreadsheet rounds its last digits away): then it stands in the text only.
    public var coding: Coding? {
        guard let system, let code, !code.isEmpty, let uri = Self.uri(of: system) else { return nil }
        guard uri != FHIR.snomed || TextForm.sctid.holds(code) else { return nil }
        return Coding(system: uri, code: code, display: display)
    }

    /// The URI of a code system by one of its usual names; dm+d is a part of SNOMED CT's UK edition.
    private static func uri(of system: String) -> String? {
        switch system.lowercased().filter({ $0.isLetter || $0.isNumber || $0 == "+" }) {
        case "snomed", "snomedct", "sct", "dm+d", "dmd": FHIR.snomed
        case "icd10": "http://hl7.org/fhir/sid/icd-10"
        default: system.contains(":") ? system : nil
        }
    }
}

extension [CodedEntry] {
    /// The words of those that no line of a text begins with; what is coded must be readable too (ITK3 requirement
    /// CC-03), and "no asthma" does not say asthma.
    public func unsaid(in content: [XML.Element]) -> [String] {
        let lines = HTML.lines(content).map(Self.plain)
        return map(\.display).filter { display in
            let words = Self.plain(display)
            return !lines.contains { line in
                let next = line.dropFirst(words.count).first
                return line.hasPrefix(words) && !(next?.isLetter ?? false) && !(next?.isNumber ?? false)
            }
        }
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
