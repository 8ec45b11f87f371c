/// A field that shows the day or the hour on which a document is opened: what was signed would not be what is sent, and
/// every day makes another letter of it.
enum LiveDate {
    /// - Parameter instruction: of one field, in capitals (ECMA-376 part 1, 17.16.5; `SAVEDATE` and `CREATEDATE` stay).
    static func isOne(_ instruction: some StringProtocol) -> Bool {
        let word = instruction.split(whereSeparator: \.isWhitespace).first
        return word == "DATE" || word == "TIME"
    }
}
