import Foundation

/// Processes that tests started and left behind, told by the run's directory in their command line or environment.
enum Strays {
    /// Erlang's port mapper serves every node of the machine, whoever started it.
    private static let shared = "epmd"

    /// Kills them all but this one.
    ///
    /// - Returns: the names of their programs.
    static func kill(of directory: URL) -> [String] {
        let mark = Data("\(directory.path)/".utf8)
        var names: [String] = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let identifier = Int32(name), identifier != getpid() else { continue }
            let isOurs = ["cmdline", "environ"].contains { file in
                FileManager.default.contents(atPath: "/proc/\(name)/\(file)")?.range(of: mark) != nil
            }
            let program = FileManager.default.contents(atPath: "/proc/\(name)/comm") ?? Data()
            let text = String(decoding: program, as: UTF8.self).trimmingCharacters(in: .newlines)
            guard isOurs, text != shared else { continue }
            Foundation.kill(identifier, SIGKILL)
            names.append(text)
        }
        return names
    }
}
