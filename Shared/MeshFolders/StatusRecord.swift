public import Foundation

/// One `StatusRecord` of a control file: what the client says of its pair.
public struct StatusRecord: Equatable, Sendable {
    /// What the client was doing.
    public enum Event: Equatable, Hashable, Sendable {
        /// Taking the pair from OUT.
        case collect
        /// Handing it to MESH.
        case transfer
        /// MESH's own delivery.
        case send
        /// Reading our mailbox.
        case receive
        /// A word that the specification does not have, in upper case.
        case other(String)

        /// `TRANSFER`, but also "Transfer to DTS Server": the first word counts, whatever its case.
        public init(_ text: String) {
            let word = text.uppercased().split(whereSeparator: { !$0.isLetter }).first.map(String.init) ?? ""
            self =
                switch word {
                case "COLLECT": .collect
                case "TRANSFER": .transfer
                case "SEND": .send
                case "RECEIVE": .receive
                default: .other(word)
                }
        }

        /// As the specification writes it.
        public var word: String {
            switch self {
            case .collect: "COLLECT"
            case .transfer: "TRANSFER"
            case .send: "SEND"
            case .receive: "RECEIVE"
            case .other(let word): word
            }
        }
    }

    /// `yyyyMMddHHmmss` in the client's local time, as it was written.
    public var dateTime: String
    public var event: Event
    /// Whether the status is SUCCESS.
    public var isSuccess: Bool
    /// Two digits, or a word such as `EPL-151`; empty when there is none.
    public var code: String
    public var description: String

    /// - Parameter code: brought into the specification's form: `0` is `00`, letters are upper case.
    public init(dateTime: String = "", event: Event, isSuccess: Bool, code: String, description: String = "") {
        self.dateTime = dateTime
        self.event = event
        self.isSuccess = isSuccess
        self.code = Self.normal(code)
        self.description = description
    }

    static func normal(_ code: String) -> String {
        let code = code.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
        return code.utf8.count == 1 && code.utf8.allSatisfy { (0x30...0x39).contains($0) } ? "0" + code : code
    }

    /// When it was written.
    ///
    /// - Parameter zone: the client's.
    /// - Returns: nil when it is not fourteen digits, or no time at all.
    public func date(in zone: TimeZone) -> Date? {
        let digits = dateTime.utf8.map { Int($0) - 0x30 }
        guard digits.count == 14, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = DateComponents(
            calendar: calendar, timeZone: zone, year: number(0..<4), month: number(4..<6), day: number(6..<8),
            hour: number(8..<10), minute: number(10..<12), second: number(12..<14))
        guard parts.isValidDate(in: calendar) else { return nil }
        return calendar.date(from: parts)
    }
}
