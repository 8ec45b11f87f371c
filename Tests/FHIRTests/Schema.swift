import Foundation

/// A schema of somebody else's, by which xmllint judges.
enum Schema {
    private static let xmllint = "/usr/bin/xmllint"
    static let isThere = FileManager.default.isExecutableFile(atPath: xmllint)

    /// What it says of a document that does not keep the schema.
    static func complaint(of document: URL, by schema: URL) throws -> String? {
        let process = Process()
        process.executableURL = URL(filePath: xmllint)
        process.arguments = ["--noout", "--nonet", "--schema", schema.path, document.path]
        let output = Pipe()
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? nil : String(decoding: said, as: UTF8.self)
    }

    /// The same of bytes.
    static func complaint(of data: Data, by schema: URL) throws -> String? {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).xml")
        try data.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try complaint(of: file, by: schema)
    }
}
