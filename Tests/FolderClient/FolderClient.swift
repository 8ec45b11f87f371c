import Foundation
import Logging
import Mesh

/// The MESH client as whoever uses its folders sees it: takes pairs from OUT, lays what comes into IN.
///
/// What it is sending lies in TEMP, so that it goes on after it was killed.
actor FolderClient {
    let settings: ClientSettings
    let mesh: MeshMailbox
    let logger: Logger
    private let root: URL
    /// How often the sending of a pair was tried.
    var tries: [String: Int] = [:]
    /// Counts what is written, so that its form changes from file to file.
    private var written = 0
    private var isGreeted = false

    init(_ settings: ClientSettings, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        mesh = settings.makeMailbox()
        root = URL(filePath: settings.directory)
        for folder in ["IN", "OUT", "SENT", "FAILED", "TEMP"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
    }

    func run() async {
        while !Task.isCancelled {
            await round()
            try? await Task.sleep(for: .milliseconds(settings.pollMilliseconds ?? 500))
        }
    }

    /// Looks once into OUT and into the mailbox.
    func round() async {
        do {
            try take()
            for stem in try stems(in: "TEMP") { try await send(stem) }
        } catch {
            logger.error("OUT", metadata: ["error": "\(error)"])
        }
        do {
            if !isGreeted { try await mesh.handshake() }
            isGreeted = true
            try await collect()
        } catch {
            logger.warning("mailbox not read to its end; it is read again", metadata: ["error": "\(error)"])
            if settings.pollReport == true { try? report([], "RECEIVE", "ERROR", "15", "\(error)") }
        }
    }

    func file(_ folder: String, _ name: String) -> URL { root.appending(path: folder).appending(path: name) }

    func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
    }

    /// The stems of the control files in a folder.
    func stems(in folder: String) throws -> [String] {
        try names(in: folder).filter { $0.lowercased().hasSuffix(".ctl") }.map { String($0.dropLast(4)) }
    }

    func move(_ name: String, from: String, to: String) throws {
        guard rename(file(from, name).path, file(to, name).path) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    /// Writes a control file where it is not looked at, and moves it.
    func write(_ control: ControlText, _ stem: String, to folder: String) throws {
        written += 1
        let name = stem + ".ctl"
        try control.data(variant: written).write(to: file("TEMP", name + ".new"))
        guard rename(file("TEMP", name + ".new").path, file(folder, name).path) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    /// A report in IN: a control file without a data file.
    func report(
        _ about: [(name: String, value: String)], _ event: String, _ status: String, _ code: String,
        _ text: String = "",
        name: String = UUID().uuidString
    ) throws {
        var control = ControlText([("Version", "1.0"), ("AddressType", "DTS"), ("MessageType", "Report")] + about)
        control.say(event, status, code, text, at: Date())
        try write(control, name, to: "IN")
    }
}
