/// Rules for a GP Connect Send Document message, in addition to those for every ITK3 document.
enum SendDocumentRules {
    static let table: [Rule] = [
        Rule(.payload, "the Composition says in its text what it is") { subject in
            guard let node = subject.message.composition else { return false }
            return node.first("text", "div")?.namespace == Address.xhtml
                && !(node.value("text", "status") ?? "").isEmpty
        },
        Rule(.payload, "there is at least one section, and each holds one attachment of this document") { subject in
            let sections = sections(subject.message)
            return !sections.isEmpty && sections.allSatisfy { binary($0, subject.message) != nil }
        },
        Rule(.payload, "each section has a title, and neither an empty reason nor sections of its own") { subject in
            sections(subject.message).allSatisfy {
                !($0.value("title") ?? "").isEmpty && !$0.has("emptyReason") && !$0.has("section")
            }
        },
    ]

    private static func sections(_ message: ITKMessage) -> [XMLNode] { message.composition?.all("section") ?? [] }

    private static func binary(_ section: XMLNode, _ message: ITKMessage) -> XMLNode? {
        let entries = section.all("entry").compactMap { $0.value("reference") }
        guard entries.count == 1 else { return nil }
        return message.inner.first { $0.fullURL == entries[0] && $0.resource.name == "Binary" }?.resource
    }
}
