import Foundation
import Testing

/// The codes of reasons in the sources, and those of the contract's tables.
@Suite("Reason codes")
struct ReasonCodeTests {
    private static let contract = "deploy/docs/CONTRACT.md"

    @Test("of the code stand in the contract, with their meaning")
    func documented() throws {
        let text = try Repository.text(Self.contract)
        let codes = try Self.inSources()
        #expect(codes.count > 60)
        for code in codes.sorted() { #expect(text.contains("`\(code)`"), "\(code) is not in the contract") }
    }

    @Test("of the contract are in the code")
    func existing() throws {
        let text = try Repository.text(Self.contract)
        let start = try #require(text.range(of: "\n## Reason codes\n")).upperBound
        let section = text[start...].prefix(upTo: text[start...].range(of: "\n## ")?.lowerBound ?? text.endIndex)
        let sources = try ["Services", "Shared"].flatMap { try Repository.files(under: $0, endingIn: ".swift") }
            .map(Repository.text).joined()
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("|") }
        for code in rows.flatMap({ $0.matches(of: /`([a-z]+(-[a-z]+)+)`/) }).map(\.1) {
            #expect(sources.contains("\"\(code)\""), "no source has the code \(code)")
        }
    }

    private static func inSources() throws -> Set<String> {
        var codes: Set<String> = []
        for path in try Repository.files(under: "Services", endingIn: ".swift")
            + Repository.files(under: "Shared/Pipeline", endingIn: ".swift")
        {
            let text = try Repository.text(path)
            codes.formUnion(literals(in: text, after: "Reason(", "code: "))
            guard path.hasPrefix("Services/Extraction/") else { continue }
            codes.formUnion(literals(in: text, after: "fault(", ""))
            codes.formUnion(literals(in: text, after: ".word(", "", second: true))
        }
        for path in [
            "Services/Conversion/Refusal.swift", "Shared/HL7v2/HL7Letter.swift",
            "Shared/Renditions/DocumentFault.swift",
            "Shared/Documents/DocumentStoreError.swift", "Shared/Journal/JournalError.swift",
            "Shared/Messages/Event.swift",
        ] { codes.formUnion(cases(in: try Repository.text(path))) }
        return codes.filter { $0.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil }
    }

    /// The text literals behind each call, white space aside.
    private static func literals(
        in text: String, after call: String, _ label: String, second: Bool = false
    ) -> [String] {
        text.components(separatedBy: call).dropFirst().compactMap { rest in
            let start = rest.drop(while: \.isWhitespace)
            guard start.hasPrefix("\(label)\"") else { return nil }
            let parts = start.prefix(200).split(separator: "\"", omittingEmptySubsequences: false)
            let place = second ? 3 : 1
            return parts.indices.contains(place) ? String(parts[place]) : nil
        }
    }

    /// `case .practiceUnknown: "practice-unknown"`, and the same with `=`.
    private static func cases(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let line = line.drop(while: \.isWhitespace)
            guard line.hasPrefix("case "), line.hasSuffix("\"") else { return nil }
            return line.dropLast().split(separator: "\"").last.map(String.init)
        }
    }
}
