/// Marker characters that a reader inserts into a text where the layout decides; they do not occur in texts themselves.
public enum TextMark {
    /// Ends a paragraph.
    public static let paragraph: Unicode.Scalar = "\u{2029}"
    /// A number that the layout computes, such as a page or note number.
    public static let number: Unicode.Scalar = "\u{FFFC}"
    /// A list number or bullet may precede the paragraph.
    public static let label: Unicode.Scalar = "\u{FFF9}"
    /// Encloses the list number at the start of a paragraph. Two in a row mean that the paragraph has a list number of
    /// unknown value.
    public static let numbered: Unicode.Scalar = "\u{FFFA}"
    /// The layout decides where the paragraph is placed: a text box, a frame or a note.
    public static let free: Unicode.Scalar = "\u{FFFB}"

    /// Whether the character is one of these markers.
    public static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        (0xFFF9...0xFFFC).contains(scalar.value) || scalar == paragraph
    }
}
