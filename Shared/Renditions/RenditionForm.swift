/// The forms in which a recipient's system takes a letter's document.
public enum RenditionForm: String, Codable, Sendable, CaseIterable {
    /// The unchanged document, after inspection. It is laid out as PDF too, but only to prove that it is complete.
    case original
    case pdf
    /// Group 4 compression, one image per page.
    case tiff
    /// The content under the headings of an office document: a list of `HeadedText` as JSON.
    case sections
}
