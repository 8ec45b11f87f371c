/// The check digit of SNOMED CT identifiers (Verhoeff, 1969: the dihedral group of a pentagon). It detects every wrong
/// digit and every swap of two adjacent digits.
enum Verhoeff {
    /// Whether the last digit is the right check digit for the others.
    static func holds(_ digits: String) -> Bool {
        var check = 0
        for (place, digit) in digits.utf8.reversed().enumerated() {
            check = combined(check, permuted(Int(digit) - 0x30, place))
        }
        return check == 0
    }

    /// Composes two symmetries of a pentagon: 0 to 4 are rotations, 5 to 9 reflections.
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
