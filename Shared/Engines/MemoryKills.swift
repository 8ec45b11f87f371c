import Foundation

/// How often the kernel ended a process of this service's control group for want of memory (cgroups(7), `oom_kill`).
enum MemoryKills {
    /// Nil where there are no control groups to be read.
    static func count(_ root: URL = URL(filePath: "/")) -> Int? {
        let text = (try? String(contentsOf: root.appending(path: "proc/self/cgroup"), encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        var files: [String] = []
        for line in lines where line.count == 3 {
            if line[1].isEmpty { files += ["\(line[2])/memory.events", "memory.events"] }
            if line[1].split(separator: ",").contains("memory") {
                files += ["memory\(line[2])/memory.oom_control", "memory/memory.oom_control"]
            }
        }
        for file in files {
            let place = root.appending(path: "sys/fs/cgroup/\(file)")
            guard let content = try? String(contentsOf: place, encoding: .utf8) else { continue }
            for line in content.split(separator: "\n") where line.hasPrefix("oom_kill ") {
                return Int(line.dropFirst("oom_kill ".count))
            }
        }
        return nil
    }
}
