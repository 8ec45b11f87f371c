import FHIR
import XML

/// Checks that the practice's code is in Organization.identifier, and never in the text of the section "GP practice",
/// not even the code for an unknown practice (guides of all four letters, "GP practice section": it MUST NOT be in
/// text).
enum PracticeTextCheck {
    static func violations(of message: Element) -> [Violation] {
        let entries = message.all("entry").compactMap { entry in
            entry.first("resource")?.children.first.map { (url: entry.first("fullUrl")?.valueText, resource: $0) }
        }
        let sections = entries.filter { $0.resource.name == "Composition" }.flatMap { $0.resource.all("section") }
            .filter { $0.first("code", "coding", "code")?.valueText == SectionHeading.gpPractice.code }
        let found = sections.filter { section in
            let targets = Set(section.all("entry").compactMap { $0.first("reference")?.valueText })
            let practices = entries.filter { $0.resource.name == "Organization" && targets.contains($0.url ?? "") }
            let codes = practices.flatMap { $0.resource.all("identifier") }.compactMap { $0.first("value")?.valueText }
            let words = HTML.text(section.first("text", "div").map { [$0] } ?? [])
                .split { !$0.isLetter && !$0.isNumber }
            return codes.contains { code in words.contains { $0.uppercased() == code.uppercased() } }
        }
        let here = found.map { _ in
            Violation(
                path: "Composition.section (\(SectionHeading.gpPractice.title)).text.div",
                problem: "must not say the practice's code")
        }
        return here + entries.filter { $0.resource.name == "Bundle" }.flatMap { violations(of: $0.resource) }
    }
}
