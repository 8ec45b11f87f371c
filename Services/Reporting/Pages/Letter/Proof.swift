import Letters
import Messages

/// Describes what conversion compared before a letter was sent.
enum Proof {
    /// Returns one sentence for the sections shown as text, and one for each document.
    static func sentences(_ converted: LetterConverted) -> [String] {
        [converted.sections.map(sentence)].compactMap(\.self) + (converted.documents ?? []).map(sentence)
    }

    private static func sentence(_ sections: ShownSections) -> String {
        "all \(count(sections.words, "word")) of its \(count(sections.count, "section")) stand in it as text"
            + (sections.isInPlaceOfDocument == true ? ", in place of its document" : "")
    }

    private static func sentence(_ document: SentDocument) -> String {
        let content = [
            count(document.pages, "page"), count(document.words, "word"),
            document.images > 0 ? count(document.images, "image") : nil,
        ].compactMap(\.self).joined(separator: ", ")
        guard document.isAltered else { return "document as it came (\(content))" }
        if document.alterations.contains("released") {
            return "document \(document.alterations.joined(separator: ", ")): a person saw its pages beside the source "
                + "(\(content)), \(document.original.sha256.prefix(12)) became \(document.sent.sha256.prefix(12))"
        }
        return "document \(document.alterations.joined(separator: ", ")), nothing of it lost (\(content)), "
            + "\(document.original.sha256.prefix(12)) became \(document.sent.sha256.prefix(12))"
    }

    private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}
