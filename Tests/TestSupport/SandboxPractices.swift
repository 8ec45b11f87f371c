public import Foundation

/// GP practices' systems on the mailboxes of a MESH stand-in: the executable `practice`, and what it did.
public final class SandboxPractices: Sendable {
    /// How the practices behave beyond the rules: the first rule whose conditions all hold is followed.
    public struct Rule: Encodable, Sendable {
        /// Mailboxes or ODS codes of the practice.
        public var recipients: [String]?
        /// Which of a mailbox's letters, counted from 1.
        public var nth: [Int]?
        /// Given names of the patient.
        public var given: [String]?
        /// The patient's NHS number.
        public var nhsNumbers: [String]?
        /// Between 0 and 1, the same way again for the same message.
        public var probability: Double?
        /// A code in place of 20013 or 30001: 20009, 30002, 30004, …
        public var answer: String?
        /// Never answers.
        public var silent: Bool?
        /// Answers technically, and never more.
        public var technicalOnly: Bool?
        /// Answers everything twice.
        public var twice: Bool?
        /// The business answer comes before the technical one.
        public var businessFirst: Bool?
        /// Answers so much later.
        public var lateSeconds: Double?

        /// Holds always and changes nothing, until its parts are set.
        public init(_ change: (inout Rule) -> Void) { change(&self) }
    }

    /// What a practice did.
    public struct Counts: Decodable, Equatable, Sendable {
        /// MESH messages taken, each once.
        public var messages: Int
        /// Letters filed.
        public var documents: Int
        /// Letters refused, by code.
        public var refused: [String: Int]
        /// Reports from MESH on its answers.
        public var reports: Int
        /// Messages of workflows that it does not read.
        public var other: Int
        /// Answers that left.
        public var answered: Int
        /// Answers still to send.
        public var owed: Int
    }

    /// The process.
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
    ///   - systems: EMIS, TPP, VISION or OTHER by ODS code; EMIS for the others.
    ///   - workflows: that they read; those of GP Connect and Transfer of Care unless told.
    ///   - directory: `DIR/practices`: takes `<mailbox>/received/<mesh message id>.dat` and `.json`, and the memory.
    ///   - log: takes its output.
    ///   - isKept: they then outlive this process, for a demo that is kept.
    /// - Throws: `ServiceProcess.NotBuilt`.
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

    /// What a practice has done so far; nil before its first look into its mailbox.
    public func counts(of mailbox: String) -> Counts? {
        let file = directory.appending(path: mailbox).appending(path: "counts.json")
        return (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(Counts.self, from: $0) }
    }

    /// What a practice received, by MESH message id.
    public func received(by mailbox: String) throws -> [String: Data] {
        let shelf = directory.appending(path: mailbox).appending(path: "received")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: shelf.path)) ?? []
        let ids = names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
        return try Dictionary(
            uniqueKeysWithValues: ids.map { ($0, try Data(contentsOf: shelf.appending(path: $0 + ".dat"))) })
    }
}
