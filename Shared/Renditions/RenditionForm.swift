/// The forms in which a recipient's system takes a letter's document.
public enum RenditionForm: String, Codable, Sendable, CaseIterable {
    /// As the hospital gave it, inspected, and laid out as PDF to prove that it is whole.
    case original
    case pdf
    /// Group 4, one image a page.
    case tiff
    /// What an office document says under its headings: a list of `HeadedText` as JSON.
    case sections
}
