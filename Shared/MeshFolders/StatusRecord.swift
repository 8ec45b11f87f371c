public import Foundation

/// A `StatusRecord` of a control file: one event that the client reports about the pair.
public struct StatusRecord: Equatable, Sendable {
    /// The action of the client.
    public enum Event: Equatable, Hashable, Sendable {
        /// Taking the pair from OUT.
        case collect
        /// Sending the pair to MESH.
        case transfer
        /// Delivery by MESH itself.
        case send
        /// Downloading from our mailbox.
        case receive
        /// A word that the specification does not contain, in upper case.
        case other(String)

        /// Parses `TRANSFER`, and also "Transfer to DTS Server": only the first word counts, in any case.
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

        /// The word of the specification.
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

    /// `yyyyMMddHHmmss` in the client's local time, as written in the file.
    public var dateTime: String
    public var event: Event
    /// Whether the status is SUCCESS.
    public var isSuccess: Bool
    /// Two digits, or a code such as `EPL-151`; empty if there is none.
    public var code: String
    public var description: String

    /// - Parameter code: converted to the specification's form: `0` becomes `00`, letters become upper case.
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

    /// The time of the record.
    ///
    /// - Parameter zone: the client's time zone.
    /// - Returns: nil if the text is not fourteen digits or not a valid time.
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
