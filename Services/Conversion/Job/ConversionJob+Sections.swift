import FHIR
import Foundation
import ITK
import Letters
import XML

extension ConversionJob {
    /// Returns the letter's sections, each reduced to the HTML that the recipient's system shows.
    func sections(showing table: HTMLTable) throws(Refusal) -> [TextSection] {
        var sections: [TextSection] = []
        for (index, section) in record.sections.enumerated() {
            do {
                sections.append(
                    TextSection(heading: section.heading, content: try HTML.read(section.html, showing: table)))
            } catch {
                throw .section(index + 1, error)
            }
        }
        return sections
    }

    /// Returns the sections for a message without coded lists. A coded entry that no section's text mentions is added
    /// under its heading. Empty when no section has a word.
    func sectionsAndCodes(showing table: HTMLTable) throws(Refusal) -> [TextSection] {
        var sections = try sections(showing: table)
        guard sections.contains(where: { !HTML.words($0.content).isEmpty }) else { return [] }
        for (heading, entries) in record.coded.byHeading {
            let index = sections.firstIndex { self.heading($0) == heading }
            let unsaid = entries.unsaid(in: index.map { sections[$0].content } ?? [])
            guard !unsaid.isEmpty else { continue }
            let list = Element("ul", unsaid.map { Element("li", text: $0) })
            if let index {
                sections[index].content.append(list)
            } else {
                sections.append(TextSection(heading: heading.title, content: [list]))
            }
        }
        return sections
    }

    /// Returns the PRSB heading of a section, by its own text or by the table of formats.
    func heading(_ section: TextSection) -> SectionHeading? { heading(for: section.heading) }

    /// Returns the hospital's own heading, if the section is sent under a different heading; nil when both are the
    /// same.
    ///
    /// Two headings may be mapped to one: without their own texts, stopped medicines would appear among started ones.
    func ownHeading(_ words: String) -> String? {
        let own = words.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !own.isEmpty, let heading = heading(for: words), heading != SectionHeading(heading: words) else {
            return nil
        }
        return own
    }

    private func heading(for words: String) -> SectionHeading? {
        SectionHeading(heading: routing.table.heading(for: words))
    }
}
