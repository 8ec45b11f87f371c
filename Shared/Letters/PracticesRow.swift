public import Foundation

/// A row of the practices file: the way in which letters of one kind, or of all kinds, reach a practice.
public struct Practice: Equatable, Sendable {
    /// The record system that the practice uses.
    public enum System: String, Sendable, CaseIterable {
        case emis = "EMIS"
        case tpp = "TPP"
        case vision = "VISION"
        case other = "OTHER"
    }

    /// The message format that the practice's system imports.
    public enum Format: String, Sendable, CaseIterable {
        /// ITK3 Transfer of Care.
        case toc
        /// GP Connect Send Document; each use needs the practice system's assurance.
        case sendDocument = "send-document"
        case kettering
        case itk2
        case ukcore
        /// The document as it is.
        case folder
    }

    /// A calendar day, `yyyy-MM-dd`.
    public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
        public let description: String

        /// Nil for anything but a day of the Gregorian calendar in that form.
        public init?(_ text: String) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D }), parts.map(\.count) == [4, 2, 2],
                let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
                (1...12).contains(month), day >= 1
            else { return nil }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            guard day <= lengths[month - 1] else { return nil }
            description = text
        }

        /// The day in UTC on which an instant falls.
        public init(_ date: Date) {
            description = date.formatted(.iso8601.year().month().day().dateSeparator(.dash))
        }

        public static func < (one: Day, other: Day) -> Bool { one.description < other.description }
    }

    public var ods: ODSCode
    /// The practice's name, for people.
    public var name: String
    public var system: System
    /// Nil: all kinds without a row of their own.
    public var kind: LetterKind?
    /// Nil: chosen by the kind, the system and the content of the letter.
    public var format: Format?
    /// MESH workflow id; nil: given by the format and the kind.
    public var workflow: String?
    /// MESH mailbox; nil: found by MESH's endpoint lookup.
    public var mailbox: String?
    public var channel: Channel
    /// The largest message, in bytes, that the practice takes; nil: the format's usual limit.
    public var maxBytes: Int?
    /// True if the trust has the assurance that GP Connect Send Document needs for these letters to this practice.
    public var isAssured: Bool
    /// The first and the last day on which the row is in force; nil: no such limit.
    public var activeFrom: Day?
    public var activeTo: Day?
    /// The practice that took over the patients after a merger.
    public var successor: ODSCode?
    /// Further mailboxes from which the practice answers its letters.
    public var answersFrom: [String]

    public init(
        ods: ODSCode, name: String = "", system: System = .other, kind: LetterKind? = nil, format: Format? = nil,
        workflow: String? = nil, mailbox: String? = nil, channel: Channel, maxBytes: Int? = nil,
        isAssured: Bool = false, activeFrom: Day? = nil, activeTo: Day? = nil, successor: ODSCode? = nil,
        answersFrom: [String] = []
    ) {
        self.ods = ods
        self.name = name
        self.system = system
        self.kind = kind
        self.format = format
        self.workflow = workflow
        self.mailbox = mailbox
        self.channel = channel
        self.maxBytes = maxBytes
        self.isAssured = isAssured
        self.activeFrom = activeFrom
        self.activeTo = activeTo
        self.successor = successor
        self.answersFrom = answersFrom
    }

    func isActive(on day: Day) -> Bool {
        (activeFrom.map { $0 <= day } ?? true) && (activeTo.map { day <= $0 } ?? true)
    }

    /// True if both rows could apply to the same letter on the same day and neither is more specific.
    func conflicts(with other: Practice) -> Bool {
        guard ods == other.ods, kind == other.kind else { return false }
        let endsBefore = { (one: Practice, two: Practice) -> Bool in
            guard let end = one.activeTo, let start = two.activeFrom else { return false }
            return end < start
        }
        return !endsBefore(self, other) && !endsBefore(other, self)
    }
}
