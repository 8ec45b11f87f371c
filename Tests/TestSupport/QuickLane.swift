import Foundation

/// Enforces that suites in the quick lane of `deploy/test` start no process.
enum QuickLane {
    /// The error that a suite of the quick lane gets when it starts a process.
    struct ProcessInQuickLane: Error, CustomStringConvertible {
        var process: String
        var description: String {
            "this suite starts \(process): name it in Tests/Lanes/Lane.swift, among those that start processes"
        }
    }

    /// - Throws: `ProcessInQuickLane` if this run is the quick lane of `deploy/test`.
    static func mayStart(_ process: String) throws {
        guard ProcessInfo.processInfo.environment["MESHPOST_NO_PROCESSES"] == nil else {
            throw ProcessInQuickLane(process: process)
        }
    }
}
