/// What a document holds that no table of its format names: by its name in the format, and how often.
///
/// Whoever wrote the file chose these names, so that one could be anything: none is kept that is no name of an element, or
/// longer than any of an office format.
public struct Constructs: Codable, Equatable, Sendable {
    /// Different names that are told apart in one document; further ones are counted together.
    public static let most = 20
    /// Stands for all names that are not told.
    public static let other = "other"

    public private(set) var counts: [String: Int] = [:]
    /// The name that came first.
    public private(set) var first: String?

    public init() {}

    public var isEmpty: Bool { counts.isEmpty }

    public mutating func note(_ name: String) {
        let shown = Self.shown(name)
        let kept = counts[shown] != nil || counts.count < Self.most ? shown : Self.other
        counts[kept, default: 0] += 1
        if first == nil { first = kept }
    }

    public mutating func add(_ others: Constructs) {
        for (name, count) in others.counts.sorted(by: { $0.key < $1.key }) {
            let kept = counts[name] != nil || counts.count < Self.most ? name : Self.other
            counts[kept, default: 0] += count
        }
        if first == nil { first = others.first }
    }

    /// The name as it may be shown: `other` for what is none.
    public static func shown(_ name: String) -> String {
        let isName =
            (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: ":")
                    || $0 == UInt8(ascii: "-")
            }
        return isName ? name : other
    }
}
