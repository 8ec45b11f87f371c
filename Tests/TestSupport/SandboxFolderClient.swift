public import Foundation

/// Our stand-in for the MESH client, the executable `mesh-folders-client`, on one mailbox of a MESH stand-in.
public final class SandboxFolderClient: Sendable {
    /// The configuration of the client. For nil the client uses its default.
    public struct Options: Sendable {
        /// Milliseconds between two polls of OUT and of the mailbox.
        public var pollMilliseconds = 100
        /// Least age in milliseconds of a control file in OUT before the client reads it.
        public var quietMilliseconds = 50
        /// How often the client tries to send a message.
        public var serverRetry: Int?
        /// If true, the client keeps sent files in SENT.
        public var saveSent: Bool?
        /// Reports that the client writes: on files taken from OUT, handed over or refused, delayed, and not readable.
        public var collectReport, transferReport, delayReport, pollReport: Bool?

        /// The client's defaults: it keeps sent files and writes no reports.
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

    /// The process of the client.
    public let child: ChildProcess
    /// The client's interface folder, which holds `IN`, `OUT`, `SENT`, `FAILED` and `TEMP`.
    public let directory: URL

    /// Makes the folders and starts the client.
    ///
    /// - Parameters:
    ///   - log: The file that receives its output.
    ///   - isKept: If true, the client outlives this process, for a demo that is kept.
    /// - Throws: `ServiceProcess.NotBuilt` if the executable is missing.
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

    /// Returns the sorted file names in one of the client's folders.
    public func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.appending(path: folder).path).sorted()
    }
}
