/// Marks that a reader puts into a text for what a layout decides; no text has them by itself.
public enum TextMark {
    /// Ends a paragraph.
    public static let paragraph: Unicode.Scalar = "\u{2029}"
    /// A number that a layout computes: of a page, or of a note.
    public static let number: Unicode.Scalar = "\u{FFFC}"
    /// A number or sign of a list may stand before the paragraph.
    public static let label: Unicode.Scalar = "\u{FFF9}"
    /// Stands before and after the number of a list that a paragraph begins with; twice alone, before a paragraph that has
    /// one, whatever it is.
    public static let numbered: Unicode.Scalar = "\u{FFFA}"
    /// The paragraph stands where the layout puts it: in a box, a frame, a note.
    public static let free: Unicode.Scalar = "\u{FFFB}"

    /// Whether it is one of these.
    public static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        (0xFFF9...0xFFFC).contains(scalar.value) || scalar == paragraph
    }
}
