/// A run of text as a writer puts it into a file.
struct Run {
    var text: String
    var isBold: Bool
    var isItalic: Bool
    /// True if the spelling checker's marks surround the run.
    var isDoubted = false

    /// Splits spans into runs. A word processor also splits within words, where it marked spelling or saved an edit.
    static func runs(of spans: [Span], _ dialect: HospitalLetter.Dialect, _ chance: inout Chance) -> [Run] {
        spans.flatMap { span -> [Run] in
            let whole = Run(text: span.text, isBold: span.isBold, isItalic: span.isItalic)
            return dialect == .plain ? [whole] : split(whole, &chance)
        }
    }

    private static func split(_ run: Run, _ chance: inout Chance) -> [Run] {
        var runs: [Run] = []
        var open = run
        open.text = ""
        let close = { (runs: inout [Run], open: inout Run) in
            if !open.text.isEmpty { runs.append(open) }
            open.text = ""
        }
        for (place, word) in run.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            if place > 0 { open.text += " " }
            let isSimple = !word.isEmpty && word.unicodeScalars.allSatisfy { $0 != Sign.page && $0 != Sign.pages }
            if isSimple && chance.happens(12) {
                close(&runs, &open)
                var doubted = run
                (doubted.text, doubted.isDoubted) = (String(word), true)
                runs.append(doubted)
            } else if word.count > 3 && chance.happens(8) {
                let middle = word.index(word.startIndex, offsetBy: chance.number(1...word.count - 1))
                open.text += word[..<middle]
                close(&runs, &open)
                open.text += word[middle...]
            } else {
                open.text += word
            }
            if chance.happens(10) { close(&runs, &open) }
        }
        close(&runs, &open)
        return runs
    }
}

/// Returns text escaped for XML.
func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text.unicodeScalars {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default: result.unicodeScalars.append(character)
        }
    }
    return result
}
