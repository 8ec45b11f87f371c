public import Foundation

/// The GP practices' systems on mailboxes of a MESH stand-in, run by the executable `practice`, with what they
/// recorded.
public final class SandboxPractices: Sendable {
    /// A rule by which practices depart from their usual behaviour. The first rule whose conditions all hold applies.
    public struct Rule: Encodable, Sendable {
        /// Condition: the practice has one of these mailboxes or ODS codes.
        public var recipients: [String]?
        /// Condition: the letter's position among those of the mailbox, counted from 1.
        public var nth: [Int]?
        /// Condition: the patient has one of these given names.
        public var given: [String]?
        /// Condition: the patient has one of these NHS numbers.
        public var nhsNumbers: [String]?
        /// Condition: holds with this probability, 0 to 1. The draw is the same each time for the same message.
        public var probability: Double?
        /// The code to answer in place of 20013 or 30001: 20009, 30002, 30004, …
        public var answer: String?
        /// If true, the practice never answers.
        public var silent: Bool?
        /// If true, the practice sends the technical answer and never the business answer.
        public var technicalOnly: Bool?
        /// If true, the practice sends each answer twice.
        public var twice: Bool?
        /// If true, the business answer is sent before the technical one.
        public var businessFirst: Bool?
        /// Delay of the answers in seconds.
        public var lateSeconds: Double?

        /// Makes a rule that always applies and changes nothing, then lets the caller set its parts.
        public init(_ change: (inout Rule) -> Void) { change(&self) }
    }

    /// Counters of what a practice did.
    public struct Counts: Decodable, Equatable, Sendable {
        /// MESH messages received, each counted once.
        public var messages: Int
        /// Letters filed.
        public var documents: Int
        /// Number of letters refused, by code.
        public var refused: [String: Int]
        /// MESH reports received about the practice's own answers.
        public var reports: Int
        /// Messages with a workflow that the practice does not read.
        public var other: Int
        /// Answers sent.
        public var answered: Int
        /// Answers not yet sent.
        public var owed: Int
    }

    /// The process of the practices.
    public let child: ChildProcess
    private let directory: URL

    private struct Configuration: Encodable {
        struct MESH: Encodable {
            var url, sharedKey: String
        }

        struct Practice: Encodable {
            var mailbox, password, ods: String
            var system: String?
        }

        struct Behaviour: Encodable {
            var seed: UInt64
            var rules: [Rule]
        }

        var mesh: MESH
        var practices: [Practice]
        var directory: String
        var pollMilliseconds: Int
        var workflows: [String]?
        var behaviour: Behaviour
    }

    /// Starts one process for these mailboxes.
    ///
    /// - Parameters:
    ///   - systems: EMIS, TPP, VISION or OTHER by ODS code; the default is EMIS.
    ///   - workflows: The workflows that they read; by default those of GP Connect and Transfer of Care.
    ///   - directory: `DIR/practices`: holds `<mailbox>/received/<mesh message id>.dat` and `.json`, and the practices'
    ///     state.
    ///   - log: The file that receives the output.
    ///   - isKept: If true, the practices outlive this process, for a demo that is kept.
    /// - Throws: `ServiceProcess.NotBuilt` if the executable is missing.
    public init(
        _ mailboxes: [SandboxSettings.Mailbox], systems: [String: String] = [:], workflows: [String]? = nil, mesh: URL,
        sharedKey: String, directory: URL, log: URL,
        rules: [Rule] = [], seed: UInt64 = 1, pollMilliseconds: Int = 200, isKept: Bool = false
    ) throws {
        guard let program = ProductDirectory.executable("practice") else {
            throw ServiceProcess.NotBuilt(executable: "practice")
        }
        self.directory = directory
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let file = directory.appending(path: "practice.json")
        let configuration = Configuration(
            mesh: .init(url: mesh.absoluteString, sharedKey: sharedKey),
            practices: mailboxes.map {
                .init(mailbox: $0.id, password: $0.password, ods: $0.ods, system: systems[$0.ods])
            }, directory: directory.path, pollMilliseconds: pollMilliseconds, workflows: workflows,
            behaviour: .init(seed: seed, rules: rules))
        try encoder.encode(configuration).write(to: file, options: .atomic)
        child = ChildProcess(
            "practice", executable: program,
            arguments: ["--config", file.path] + (isKept ? [] : SandboxProcess.endingWithUs), environment: [:], log: log
        )
        try child.start()
    }

    /// Returns the counters of a practice; nil before it first polled its mailbox.
    public func counts(of mailbox: String) -> Counts? {
        let file = directory.appending(path: mailbox).appending(path: "counts.json")
        return (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(Counts.self, from: $0) }
    }

    /// Returns the content of each message that a practice received, by MESH message id.
    public func received(by mailbox: String) throws -> [String: Data] {
        let shelf = directory.appending(path: mailbox).appending(path: "received")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: shelf.path)) ?? []
        let ids = names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
        return try Dictionary(
            uniqueKeysWithValues: ids.map { ($0, try Data(contentsOf: shelf.appending(path: $0 + ".dat"))) })
    }
}
