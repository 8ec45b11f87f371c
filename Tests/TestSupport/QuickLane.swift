import Foundation

/// Keeps the quick lane of `deploy/test` free of processes.
enum QuickLane {
    /// A suite of the quick lane wants a process.
    struct ProcessInQuickLane: Error, CustomStringConvertible {
        var process: String
        var description: String {
            "this suite starts \(process): name it in Tests/Lanes/Lane.swift, among those that start processes"
        }
    }

    /// - Throws: `ProcessInQuickLane` where `deploy/test` runs this suite among those that start none.
    static func mayStart(_ process: String) throws {
        guard ProcessInfo.processInfo.environment["MESHPOST_NO_PROCESSES"] == nil else {
            throw ProcessInQuickLane(process: process)
        }
    }
}
