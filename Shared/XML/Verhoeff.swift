/// The check digit of SNOMED CT identifiers: it catches every wrong digit and every two that changed places (Verhoeff,
/// 1969: the dihedral group of a pentagon).
enum Verhoeff {
    /// Whether the last of these digits checks the others.
    static func holds(_ digits: String) -> Bool {
        var check = 0
        for (place, digit) in digits.utf8.reversed().enumerated() {
            check = combined(check, permuted(Int(digit) - 0x30, place))
        }
        return check == 0
    }

    /// Turns and flips of a pentagon, one after the other: 0 to 4 are turns, 5 to 9 flips.
    private static func combined(_ first: Int, _ second: Int) -> Int {
        switch (first < 5, second < 5) {
        case (true, true): (first + second) % 5
        case (true, false): (first + second - 5) % 5 + 5
        case (false, true): (first - second) % 5 + 5
        case (false, false): (first - second + 5) % 5
        }
    }

    private static func permuted(_ digit: Int, _ place: Int) -> Int {
        (0..<place % 8).reduce(digit) { digit, _ in [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit] }
    }
}
