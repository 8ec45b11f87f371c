/// A rule about the elements at one path.
public struct Rule: Sendable {
    /// Names joined by dots, relative to the element that the profile constrains; empty means that element itself.
    /// `extension:url` selects the extension of that URL, `identifier:nhs-number` the identifiers whose system ends so,
    /// `name:official` the names of that use, `Party:2` the agent of that id.
    let path: String
    /// The path, split into names.
    let steps: [Step]
    let demand: Demand
    /// True for a rule of MeshPost's own, which the specification does not make.
    private(set) var isOurs = false

    private init(path: String, demand: Demand) {
        self.path = path
        steps = path.split(separator: ".").map(Step.init)
        self.demand = demand
    }

    /// The same rule, marked as one of MeshPost's own that no specification makes. It holds for messages that we send;
    /// a message from elsewhere that breaks it is still valid.
    public var ours: Rule {
        var rule = self
        rule.isOurs = true
        return rule
    }

    /// The element occurs between `minimum` and `maximum` times below each parent; any number of times without a
    /// maximum.
    public static func count(_ path: String, _ minimum: Int, _ maximum: Int?) -> Rule {
        Rule(path: path, demand: .count(minimum, maximum))
    }

    /// The element occurs exactly once, with this value.
    public static func fixed(_ path: String, _ value: String) -> Rule {
        Rule(path: path, demand: .value([value], isRequired: true))
    }

    /// The element occurs exactly once, with one of these values.
    public static func one(_ path: String, of values: Set<String>) -> Rule {
        Rule(path: path, demand: .value(values, isRequired: true))
    }

    /// If the element occurs, its value is one of these.
    public static func any(_ path: String, of values: Set<String>) -> Rule {
        Rule(path: path, demand: .value(values, isRequired: false))
    }

    /// The element does not occur.
    public static func none(_ path: String) -> Rule { .count(path, 0, 0) }

    /// If the element occurs, its text has this form.
    public static func form(_ path: String, _ form: TextForm) -> Rule { Rule(path: path, demand: .form(form)) }

    /// The children have only these names and come in this order.
    public static func order(_ path: String, _ names: String...) -> Rule {
        Rule(path: path, demand: .order(names, of: names))
    }

    /// The children have only these names and come in this order.
    ///
    /// - Parameter all: all names that the specification allows, in order. A child that is in `all` but not in `names`
    ///   breaks a rule of MeshPost's own; a child in neither breaks the specification.
    public static func order(_ path: String, _ names: [String], of all: [String]) -> Rule {
        Rule(path: path, demand: .order(names, of: all))
    }

    /// The attributes have only these names; an attribute with listed values has one of them.
    ///
    /// - Parameter allowed: further names that the specification allows and that we never write.
    public static func attributes(
        _ path: String, _ wanted: [String: Set<String>], besides allowed: Set<String> = []
    ) -> Rule {
        Rule(path: path, demand: .attributes(wanted, besides: allowed))
    }

    /// Every element belongs to one of these slices, which is recognised by the code at `key`. A slice occurs at most
    /// once, and at least `minimum` times.
    public static func slices(_ path: String, by key: [String], _ slices: [Slice]) -> Rule {
        Rule(path: path, demand: .slices(key, slices))
    }

    /// One of the kinds to which the elements at a path may belong (closed slicing).
    public struct Slice: Sendable {
        /// The code by which the slice is recognised.
        public var code: String
        /// The name of the slice for messages to people.
        public var name: String
        public var minimum: Int
        /// The rules for elements of this slice, with paths relative to them.
        public var rules: [Rule]

        public init(code: String, name: String, minimum: Int, rules: [Rule]) {
            self.code = code
            self.name = name
            self.minimum = minimum
            self.rules = rules
        }
    }
}

/// A form of text. `words` describes it for messages to people.
public enum TextForm: Sendable {
    /// This number of digits.
    case digits(Int)
    /// One or more digits and nothing else.
    case number
    /// Complete base64; white space is ignored.
    case base64
    /// `yyyyMMdd`.
    case day
    /// `yyyyMMddHHmm`.
    case minute
    /// `yyyyMMddHHmmss+0000`; the seconds and the zone's minutes may be missing (HL7 version 3, TS).
    case moment
    /// At most this number of characters, not only white space.
    case upTo(Int)
    /// 3 to 12 capital letters and digits.
    case ods
    /// Ten digits, the last of which is a check digit (Modulus 11).
    case nhsNumber
    /// A SNOMED CT identifier: 6 to 18 digits, the last of which is a check digit (Release File Specification, 4.3 and
    /// 6.5: Verhoeff).
    case sctid
    /// Hexadecimal digits in groups of 8-4-4-4-12, in capitals if `capital` is true.
    case uuid(capital: Bool)

    /// Whether the text has this form.
    public func holds(_ text: String) -> Bool {
        let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        switch self {
        case .digits(let count): return isNumber && text.utf8.count == count
        case .number: return isNumber && !text.isEmpty
        case .base64: return Self.isBase64(text)
        case .day: return isNumber && text.utf8.count == 8 && Self.isDay(text.utf8.prefix(8))
        case .minute:
            return isNumber && text.utf8.count == 12 && Self.isDay(text.utf8.prefix(8))
                && Self.number(text.utf8.dropFirst(8).prefix(2)) < 24 && Self.number(text.utf8.dropFirst(10)) < 60
        case .moment:
            guard let match = text.wholeMatch(of: Self.momentPattern.regex) else {
                return false
            }
            return Self.minute.holds(String(match.output.1))
        case .upTo(let count): return text.count <= count && !text.allSatisfy(\.isWhitespace)
        case .ods:
            return (3...12).contains(text.utf8.count)
                && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        case .nhsNumber:
            guard isNumber, text.utf8.count == 10 else { return false }
            let digits = text.utf8.map { Int($0) - 0x30 }
            // Ten equal digits satisfy the check but are used as a placeholder for an unknown number.
            guard Set(digits).count > 1 else { return false }
            let sum = zip(digits, stride(from: 10, through: 2, by: -1)).reduce(0) { $0 + $1.0 * $1.1 }
            return (11 - sum % 11) % 11 == digits[9]
        case .sctid:
            return isNumber && (6...18).contains(text.utf8.count) && text.utf8.first != 0x30 && Verhoeff.holds(text)
        case .uuid(let capital):
            let letters: ClosedRange<UInt8> = capital ? 0x41...0x46 : 0x61...0x66
            return text.utf8.count == 36
                && text.utf8.enumerated().allSatisfy { place, byte in
                    switch place {
                    case 8, 13, 18, 23: byte == UInt8(ascii: "-")
                    default: (0x30...0x39).contains(byte) || letters.contains(byte)
                    }
                }
        }
    }

    private static let momentPattern = Pattern(/([0-9]{12})([0-5][0-9])?[+-][0-9]{2}([0-9]{2})?/)

    /// The requirement as the end of a sentence.
    public var words: String {
        switch self {
        case .digits(let count): "must be \(count) digits"
        case .number: "must be a whole number"
        case .base64: "must be bytes in base64"
        case .day: "must be a day as yyyymmdd"
        case .minute: "must be a time as yyyymmddhhmm"
        case .moment: "must be a time with its zone as yyyymmddhhmmss+0000"
        case .upTo(let count): "must have 1 to \(count) characters"
        case .ods: "must be an ODS code: 3 to 12 capital letters and digits"
        case .nhsNumber: "must be an NHS number: ten digits with the right check digit"
        case .sctid: "must be a SNOMED CT identifier: 6 to 18 digits with the right check digit"
        case .uuid(let capital): "must be a UUID in \(capital ? "capital" : "small") letters"
        }
    }

    private static func isBase64(_ text: String) -> Bool {
        var (count, fill) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: continue
            case UInt8(ascii: "="): fill += 1
            case UInt8(ascii: "+"), UInt8(ascii: "/"), 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
                guard fill == 0 else { return false }
            default: return false
            }
            count += 1
        }
        return count > 0 && count % 4 == 0 && fill <= 2
    }

    private static func isDay(_ digits: Substring.UTF8View) -> Bool {
        isDay(number(digits.prefix(4)), number(digits.dropFirst(4).prefix(2)), number(digits.dropFirst(6)))
    }

    /// Whether this day exists in the Gregorian calendar.
    public static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
    }

    private static func number(_ digits: Substring.UTF8View) -> Int { digits.reduce(0) { $0 * 10 + Int($1) - 0x30 } }
}
