import Foundation

/// How often the kernel ended a process of this service's control group for want of memory (cgroups(7), `oom_kill`).
struct MemoryKills: Sendable {
    /// The file that says so; nil where there are no control groups to be read. A process keeps its control group.
    private let file: String?

    init(_ root: URL = URL(filePath: "/")) {
        let text = (try? String(contentsOf: root.appending(path: "proc/self/cgroup"), encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        var files: [String] = []
        for line in lines where line.count == 3 {
            if line[1].isEmpty { files += ["\(line[2])/memory.events", "memory.events"] }
            if line[1].split(separator: ",").contains("memory") {
                files += ["memory\(line[2])/memory.oom_control", "memory/memory.oom_control"]
            }
        }
        file = files.lazy.map { root.appending(path: "sys/fs/cgroup/\($0)").path }.first { Self.count(in: $0) != nil }
    }

    /// Nil where nobody says.
    var count: Int? { file.flatMap(Self.count(in:)) }

    /// Read without Foundation: it is asked for each document.
    private static func count(in file: String) -> Int? {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let content = String(unsafeUninitializedCapacity: 4096) { max(0, read(descriptor, $0.baseAddress, $0.count)) }
        let line = content.split(separator: "\n").first { $0.hasPrefix("oom_kill ") }
        return line.flatMap { Int($0.dropFirst("oom_kill ".count)) }
    }
}
