import Foundation

/// The progress of a recheck and its counts, stored in a file between runs.
struct RecheckProgress: Codable, Equatable {
    private(set) var from: String
    private(set) var to: String
    /// The cursor of the letter judged last; nil before the first.
    private(set) var cursor: String?
    private(set) var isEnded = false
    private(set) var letters = 0
    private(set) var right = 0
    private(set) var wrong = 0
    private(set) var released = 0
    private(set) var unjudged = 0
    /// The path of the state file; nil to keep no state.
    private var file: String?

    private enum CodingKeys: CodingKey {
        case from, to, cursor, isEnded, letters, right, wrong, released, unjudged
    }

    /// Starts a recheck, or continues it from the state file.
    ///
    /// - Throws: `Trouble` for invalid days, and for a state file that is unreadable or belongs to other days.
    init(from: String, to: String, file: String? = nil) throws {
        (self.from, self.to, self.file) = (from, to, file)
        guard Self.day(from) != nil, Self.day(to) != nil, from <= to else {
            throw Trouble("--from and --to are days like 2026-11-01, the first not after the last")
        }
        guard let file, let data = FileManager.default.contents(atPath: file) else { return }
        guard let former = try? JSONDecoder().decode(Self.self, from: data) else {
            throw Trouble("\(file) is no state of a recheck: remove it to begin anew")
        }
        guard former.from == from, former.to == to else {
            throw Trouble("\(file) is of a recheck of \(former.from) to \(former.to): name another file")
        }
        self = former
        self.file = file
    }

    private static func day(_ text: String) -> Date? {
        guard text.wholeMatch(of: #/\d{4}-\d{2}-\d{2}/#) != nil else { return nil }
        return try? Date("\(text)T00:00:00Z", strategy: .iso8601)
    }

    /// The start of the first day judged (UTC).
    var start: Date { Self.day(from) ?? .distantPast }
    /// The end of the last day judged (UTC).
    var end: Date { (Self.day(to) ?? .distantPast).addingTimeInterval(86_400) }

    mutating func count(_ verdict: SentDocumentVerdict) {
        switch verdict.finding {
        case .right: right += 1
        case .wrong: wrong += 1
        case .released: released += 1
        case .unjudged: unjudged += 1
        }
    }

    /// Counts a letter and stores its cursor.
    ///
    /// - Throws: `Trouble` when the state file cannot be written.
    mutating func letterIsDone(at cursor: String) throws {
        letters += 1
        self.cursor = cursor
        try remember()
    }

    /// Continues with the next part of the list, or ends the recheck if `next` is nil.
    ///
    /// - Throws: `Trouble` when the state file cannot be written.
    mutating func goOn(after next: String?) throws {
        if next == nil { isEnded = true } else { cursor = next }
        try remember()
    }

    private func remember() throws {
        guard let file else { return }
        do {
            try JSONEncoder().encode(self).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw Trouble("\(file) cannot be written: give --state a file in a folder of yours")
        }
    }

    var summary: String {
        "\(letters) letters of \(from) to \(to): \(right) documents right, \(wrong) shown wrong, \(released) released by a "
            + "person, \(unjudged) not judged."
    }
}
