extension LetterMaker {
    /// Returns an NHS number of the range 999, which is reserved for tests, with its check digit.
    static func nhsNumber(_ chance: inout Chance) -> String {
        while true {
            let digits = [9, 9, 9] + (0..<6).map { _ in chance.number(0...9) }
            let sum = zip(digits, (2...10).reversed()).reduce(0) { $0 + $1.0 * $1.1 }
            let check = (11 - sum % 11) % 11
            guard check < 10 else { continue }
            let text = (digits + [check]).map(String.init).joined()
            return "\(text.prefix(3)) \(text.dropFirst(3).prefix(3)) \(text.suffix(4))"
        }
    }

    /// Returns the number as text, with a minus sign (U+2212) in place of a hyphen.
    static func written(_ value: Int, _ decimals: Int) -> String {
        var digits = "\(abs(value))"
        if decimals > 0 {
            while digits.count <= decimals { digits = "0" + digits }
            digits = "\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
        }
        return (value < 0 ? "−" : "") + digits
    }
}
