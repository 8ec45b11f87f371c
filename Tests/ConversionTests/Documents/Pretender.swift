import Foundation

/// Makes executables that replace the document engine in a test.
enum Pretender {
    static func engine(_ script: String) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file
    }
}
