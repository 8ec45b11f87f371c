import ArgumentParser
import Foundation
import TestSupport

/// Whether the letters' documents are inspected on the way.
enum Checks: String, CaseIterable, ExpressibleByArgument {
    /// By the document engine, as in a hospital.
    case full
    /// By a stand-in that finds every document good at once.
    case none
}

/// A program in place of `document-engine` that finds every PDF file good, after as long as it is told.
struct EngineProgram {
    let path: String

    /// - Parameter milliseconds: how long it takes for a document, without using the processor.
    init(in directory: URL, milliseconds: Int = 0) throws {
        let file = directory.appending(path: "engine-\(milliseconds)")
        let bench = ProductDirectory.url.appending(path: "bench").path
        let script = "#!/bin/sh\nexec '\(bench)' engine --milliseconds \(milliseconds) \"$@\"\n"
        try Data(script.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        path = file.path
    }
}
