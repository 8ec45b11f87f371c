import Foundation

/// Processes that tests started and left behind, told by the run's directory in their command line or environment.
enum Strays {
    /// Kills them all but this one.
    ///
    /// - Returns: how many there were.
    static func kill(of directory: URL) -> Int {
        let mark = Data(directory.path.utf8)
        var count = 0
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let identifier = Int32(name), identifier != getpid() else { continue }
            let isOurs = ["cmdline", "environ"].contains { file in
                FileManager.default.contents(atPath: "/proc/\(name)/\(file)")?.range(of: mark) != nil
            }
            guard isOurs else { continue }
            Foundation.kill(identifier, SIGKILL)
            count += 1
        }
        return count
    }
}
