/// The parameter `workflow_filter` of an inbox listing: `X`, `!X`, `X*`, `!X*`, `*X*`, `!*X*`.
struct WorkflowFilter {
    private enum Rule {
        case equals, begins, contains
    }

    private let rule: Rule
    private let word: String
    private let isInverted: Bool

    init(_ text: String) {
        isInverted = text.hasPrefix("!")
        var word = isInverted ? text.dropFirst() : Substring(text)
        let begins = word.hasSuffix("*")
        if begins { word = word.dropLast() }
        let contains = begins && word.hasPrefix("*")
        if contains { word = word.dropFirst() }
        rule = contains ? .contains : begins ? .begins : .equals
        self.word = String(word)
    }

    func matches(_ workflow: String) -> Bool {
        let does =
            switch rule {
            case .equals: workflow == word
            case .begins: workflow.hasPrefix(word)
            case .contains: word.isEmpty || workflow.contains(word)
            }
        return does != isInverted
    }
}
