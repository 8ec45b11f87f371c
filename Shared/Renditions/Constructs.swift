/// The constructs of a document that are in no table of its format: their names in the format, with counts.
///
/// The author of the file chose these names, so they could be any text. Only text with the form of an element name, and
/// no longer than names in office formats, is kept.
public struct Constructs: Codable, Equatable, Sendable {
    /// Maximum number of different names per document; further names are counted together.
    public static let most = 20
    /// Stands for all names that are not kept.
    public static let other = "other"

    public private(set) var counts: [String: Int] = [:]
    /// The name that occurred first.
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

    /// The name if it may be shown; `other` for text that does not have the form of an element name.
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
