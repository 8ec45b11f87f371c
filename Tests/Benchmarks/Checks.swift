import ArgumentParser
import Foundation
import TestSupport

/// Whether letters' documents are checked in the benchmark.
enum Checks: String, CaseIterable, ExpressibleByArgument {
    /// The document engine checks them, as in a hospital.
    case full
    /// A program in place of the engine accepts every document at once.
    case none
}

/// A program in place of `document-engine` that accepts every PDF file after a given time.
struct EngineProgram {
    let path: String

    /// - Parameter milliseconds: Time per document; the program sleeps and uses no processor time.
    init(in directory: URL, milliseconds: Int = 0) throws {
        let file = directory.appending(path: "engine-\(milliseconds)")
        let bench = ProductDirectory.url.appending(path: "bench").path
        let script = "#!/bin/sh\nexec '\(bench)' engine --milliseconds \(milliseconds) \"$@\"\n"
        try Data(script.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        path = file.path
    }
}
