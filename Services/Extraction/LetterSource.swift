import Foundation

/// A hospital system that letters are taken from (deploy/docs/DESIGN.md, "How a source is written").
///
/// A source reads items, passes them to the admission, and acts on the decision: it moves the file, or answers the
/// message. It does not judge letters.
protocol LetterSource: Sendable {
    /// The name in the list of sources; a name belongs to one source for ever, since ids are derived from it.
    var name: String { get }

    /// Items that the source has seen and that the journal may not have decided on yet.
    var backlog: SourceBacklog { get }

    /// Reads items and passes them to the admission, until the service shuts down gracefully.
    ///
    /// - Throws: an error that says why the source cannot run and what to do; the source is started again after a
    ///   pause.
    func run() async throws

    /// Checks that the source can be reached, without taking anything.
    ///
    /// - Returns: the findings, in sentences without patient data.
    /// - Throws: an error whose description says what is wrong and what to do.
    func check() async throws -> [String]
}

/// Items that a source has seen and that the journal may not have decided on yet.
struct SourceBacklog: Sendable {
    /// The journal's id of each item; ids that the journal has decided on no longer count as waiting.
    var items: [String] = []
    /// Files that belong to no letter.
    var unpaired = 0
    /// The counts of each feed; nil for a source of files.
    var feeds: [FeedLine]?

    /// The counts of one feed since the service started.
    struct FeedLine: Codable, Equatable, Sendable {
        var name: String
        var received = 0
        /// The number of answers by HL7 acknowledgement code: AA, AE, AR.
        var answers: [String: Int] = [:]
        var refused = 0
        /// RFC 3339.
        var lastReceived: String?
    }
}
