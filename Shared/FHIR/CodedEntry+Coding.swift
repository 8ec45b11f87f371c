import Foundation
public import Letters
public import XML

extension CodedEntry {
    /// The entry as a Coding. Nil when there is no code, when its system has no known URI, or when a SNOMED CT code is
    /// not valid (a spreadsheet rounds the last digits away); then the entry stands in the text only.
    public var coding: Coding? {
        guard let system, let code, !code.isEmpty, let uri = Self.uri(of: system) else { return nil }
        guard uri != FHIR.snomed || TextForm.sctid.holds(code) else { return nil }
        return Coding(system: uri, code: code, display: display)
    }

    /// The URI of a code system, from one of its usual names; dm+d is part of SNOMED CT's UK edition.
    private static func uri(of system: String) -> String? {
        switch system.lowercased().filter({ $0.isLetter || $0.isNumber || $0 == "+" }) {
        case "snomed", "snomedct", "sct", "dm+d", "dmd": FHIR.snomed
        case "icd10": "http://hl7.org/fhir/sid/icd-10"
        default: system.contains(":") ? system : nil
        }
    }
}

extension [CodedEntry] {
    /// Returns the displays of the entries with which no line of the text begins. A coded entry must also be readable
    /// as text (ITK3 requirement CC-03); a line must begin with it, because "no asthma" does not state asthma.
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
