/// The open choices between two ways to say one thing (ECMA-376 part 3, 7.6).
struct WordAlternatives {
    /// What the first way asks of a program, where LibreOffice draws the other, and whether that draws anything.
    private var open: [(asked: String?, isShown: Bool)] = []
    /// What LibreOffice draws by the first of two ways.
    private static let understood: Set = ["wps", "wpg", "w14"]
    private static let drawn: Set = [
        "w:drawing", "w:pict", "w:t", "w:object", "a:blip", "v:shape", "v:group", "v:rect", "v:imagedata",
    ]

    /// Whether LibreOffice draws what an element begins, as far as it is one of two ways.
    mutating func takes(_ name: String, _ attributes: [String: String]) -> Bool {
        switch name {
        case "mc:AlternateContent": open.append((nil, false))
        case "mc:Choice":
            let asked = attributes["Requires"] ?? ""
            if Self.understood.contains(asked) || open.isEmpty { return true }
            open[open.count - 1].asked = asked
            return false
        case "mc:Fallback": return open.last?.asked != nil
        default: if !open.isEmpty && Self.drawn.contains(name) { open[open.count - 1].isShown = true }
        }
        return true
    }

    /// Ends a choice.
    ///
    /// - Returns: what its first way asked for, where the second one, which is drawn, is empty.
    mutating func end() -> String? {
        guard let ended = open.popLast(), let asked = ended.asked, !ended.isShown else { return nil }
        return asked
    }
}
