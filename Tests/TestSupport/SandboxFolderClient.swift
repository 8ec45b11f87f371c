public import Foundation

/// The stand-in for the MESH client on a mailbox of a MESH stand-in: the executable `mesh-folders-client`.
public final class SandboxFolderClient: Sendable {
    /// How the site has configured it; nil is the client's usual.
    public struct Options: Sendable {
        /// How often it looks into OUT and the mailbox.
        public var pollMilliseconds = 100
        /// How old a control file in OUT must be.
        public var quietMilliseconds = 50
        /// How often a send is tried.
        public var serverRetry: Int?
        /// Whether what was sent is kept in SENT.
        public var saveSent: Bool?
        /// Whether it says what it has taken from OUT, handed over or refused, delayed, and could not read.
        public var collectReport, transferReport, delayReport, pollReport: Bool?

        /// Keeps what was sent and writes no reports.
        public init() {}
    }

    private struct Configuration: Encodable {
        struct MESH: Encodable {
            var url, sharedKey: String
        }

        var mesh: MESH
        var mailbox, password, directory: String
        var pollMilliseconds, quietMilliseconds: Int
        var serverRetry: Int?
        var saveSent, collectReport, transferReport, delayReport, pollReport: Bool?
    }

    /// The process.
    public let child: ChildProcess
    /// The interface root: `IN`, `OUT`, `SENT`, `FAILED`, `TEMP`.
    public let directory: URL

    /// Makes the folders and starts it.
    ///
    /// - Parameters:
    ///   - log: takes its output.
    ///   - isKept: it then outlives this process, for a demo that is kept.
    /// - Throws: `ServiceProcess.NotBuilt`.
    public init(
        _ mailbox: SandboxSettings.Mailbox, mesh: URL, sharedKey: String, directory: URL, log: URL,
        options: Options = Options(), isKept: Bool = false
    ) throws {
        guard let program = ProductDirectory.executable("mesh-folders-client") else {
            throw ServiceProcess.NotBuilt(executable: "mesh-folders-client")
        }
        self.directory = directory
        for folder in ["IN", "OUT", "SENT", "FAILED", "TEMP"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: folder), withIntermediateDirectories: true)
        }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let file = directory.appending(path: "mesh-folders-client.json")
        let configuration = Configuration(
            mesh: .init(url: mesh.absoluteString, sharedKey: sharedKey), mailbox: mailbox.id,
            password: mailbox.password, directory: directory.path, pollMilliseconds: options.pollMilliseconds,
            quietMilliseconds: options.quietMilliseconds, serverRetry: options.serverRetry, saveSent: options.saveSent,
            collectReport: options.collectReport, transferReport: options.transferReport,
            delayReport: options.delayReport, pollReport: options.pollReport)
        try encoder.encode(configuration).write(to: file, options: .atomic)
        child = ChildProcess(
            "mesh-folders-client", executable: program,
            arguments: ["--config", file.path] + (isKept ? [] : SandboxProcess.endingWithUs), environment: [:],
            log: log)
        try child.start()
    }

    /// The names in one of its folders.
    public func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.appending(path: folder).path).sorted()
    }
}
