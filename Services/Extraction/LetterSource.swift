import Foundation

/// A system of the hospital that letters are taken from (deploy/docs/DESIGN.md, "How a source is written").
///
/// A source reads, hands what it read to the admission, and acts on the verdict: it moves the file, answers the
/// message. It judges nothing.
protocol LetterSource: Sendable {
    /// From the list of sources; a name belongs to one source for ever.
    var name: String { get }

    /// Items that the source has seen, and that the journal may not have decided on yet.
    var backlog: SourceBacklog { get }

    /// Reads and hands in, until the service shuts down gracefully.
    ///
    /// - Throws: what keeps it from running; it is begun anew after a pause. The error says what to do.
    func run() async throws

    /// Tries the source for real, without taking anything.
    ///
    /// - Returns: what was found, in sentences without patient data.
    /// - Throws: an error whose description says what is wrong and what to do.
    func check() async throws -> [String]
}

/// Items that a source has seen and that the journal has perhaps not decided on.
struct SourceBacklog: Sendable {
    /// What names each item in the journal. Those that the journal has decided on are no longer waiting.
    var items: [String] = []
    /// Files that belong to no letter.
    var unpaired = 0
    /// What each feed sent; nil for a source of files.
    var feeds: [FeedLine]?

    /// What one feed sent since the service began.
    struct FeedLine: Codable, Equatable, Sendable {
        var name: String
        var received = 0
        /// By code: AA, AE, AR.
        var answers: [String: Int] = [:]
        var refused = 0
        /// RFC 3339.
        var lastReceived: String?
    }
}
