extension Rule {
    /// One name of a rule's path.
    struct Step: Sendable {
        private let name: String
        /// The text after the colon: selects among the elements of this name.
        private let mark: (whole: String, end: String)?

        init(_ text: Substring) {
            guard let colon = text.firstIndex(of: ":") else {
                (name, mark) = (String(text), nil)
                return
            }
            let mark = String(text[text.index(after: colon)...])
            (name, self.mark) = (String(text[..<colon]), (mark, "/\(mark)"))
        }

        /// Whether the step selects this element.
        func means(_ element: Element) -> Bool {
            guard element.name == name else { return false }
            guard let mark else { return true }
            func isMarked(_ text: String?) -> Bool { text == mark.whole || text?.hasSuffix(mark.end) == true }
            return isMarked(element.attribute("url")) || isMarked(element.attribute("AgentId"))
                || isMarked(element.first("system")?.valueText) || isMarked(element.first("use")?.valueText)
        }
    }
}
