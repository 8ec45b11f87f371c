public import Foundation

/// Validators of FHIR messages that share no code with us: the models of PyPI's fhir.resources (STU3, and R4 for UK
/// Core), and the official schemas of STU3.
public enum OutsideJudge {
    /// The official schema of STU3; nil if `../shared/cases` does not exist on this machine.
    public static var schema: URL? {
        let file = ProductDirectory.sources.deletingLastPathComponent()
            .appending(path: "shared/cases/formats/stu3-core/schema/fhir-single.xsd")
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    /// Validates messages against the models of fhir.resources.
    ///
    /// - Parameter messages: The messages by a name without patient data, which the result may contain.
    /// - Returns: Nil if all are valid, else the validator's findings, which name elements and never their content.
    public static func models(_ messages: [String: Data], environment: SandboxEnvironment) async throws -> String? {
        let script = ProductDirectory.sources.appending(path: "deploy/sandbox/judge.py")
        return try await run(environment.python, [script.path], on: messages)
    }

    /// Validates messages against a schema with `xmllint`, which must be installed.
    ///
    /// - Returns: Nil if all are valid, else the findings. These may repeat content and must not be logged.
    public static func schemas(_ messages: [String: Data], schema: URL) async throws -> String? {
        try await run(
            URL(filePath: "/usr/bin/xmllint"), ["--noout", "--nonet", "--schema", schema.path], on: messages)
    }

    private static func run(_ program: URL, _ arguments: [String], on messages: [String: Data]) async throws -> String?
    {
        let directory = FileManager.default.temporaryDirectory.appending(path: "judged-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var files: [String] = []
        for (name, data) in messages {
            let file = directory.appending(path: name + ".xml")
            try data.write(to: file)
            files.append(file.path)
        }
        let log = directory.appending(path: "words")
        let child = ChildProcess(
            "judge", executable: program, arguments: arguments + files, environment: [:], log: log)
        try child.start()
        try await eventually("the judge is done", within: .seconds(120)) { !child.isRunning }
        return child.exitStatus == 0 ? nil : try String(contentsOf: log, encoding: .utf8)
    }
}
