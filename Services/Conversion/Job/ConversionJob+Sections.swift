import FHIR
import Foundation
import ITK
import Letters
import XML

extension ConversionJob {
    /// The letter's sections, each reduced to what the recipient's system shows.
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

    /// The sections for a message that has no coded lists: what is coded and not said stands under its heading. None where
    /// no section has a word.
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

    /// The PRSB's heading that a section stands under, by its own words or by the table of formats.
    func heading(_ section: TextSection) -> SectionHeading? { heading(for: section.heading) }

    /// The hospital's own words for a heading that is sent under another's; nil where they say the same.
    ///
    /// Two headings may be sent under one: without their words, what was stopped would stand among what was started.
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
