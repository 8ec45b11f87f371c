import Foundation

/// A control group with a memory limit for a process and its children (cgroups(7)), as in a small container.
public final class ControlGroup: Sendable {
    /// False if this process cannot make a control group: it is not root, or there is no memory controller.
    public static let isPossible: Bool = {
        guard let group = try? ControlGroup(bytes: 1 << 30) else { return false }
        group.remove()
        return true
    }()

    private static let base = URL(filePath: "/sys/fs/cgroup", directoryHint: .isDirectory)
    private let folder: URL
    private let isFirstVersion: Bool

    /// - Parameter bytes: The memory limit.
    /// - Throws: An error of the file system if the group cannot be made.
    public init(bytes: Int) throws {
        let memory = Self.base.appending(path: "memory", directoryHint: .isDirectory)
        isFirstVersion = FileManager.default.fileExists(atPath: memory.path)
        folder = (isFirstVersion ? memory : Self.base).appending(path: "meshpost-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        do {
            try write("\(bytes)", to: isFirstVersion ? "memory.limit_in_bytes" : "memory.max")
        } catch {
            remove()
            throw error
        }
        // A kernel without swap accounting has no such file; the limit on memory holds all the same.
        try? write(
            isFirstVersion ? "\(bytes)" : "0", to: isFirstVersion ? "memory.memsw.limit_in_bytes" : "memory.swap.max")
    }

    deinit { remove() }

    private func write(_ text: String, to file: String) throws {
        let handle = try FileHandle(forWritingTo: folder.appending(path: file))
        defer { try? handle.close() }
        try handle.write(contentsOf: Data(text.utf8))
    }

    /// Returns a command that starts the executable in the group: a shell that joins the group, then calls exec.
    func command(_ executable: URL) -> (executable: URL, arguments: [String]) {
        let script = "echo $$ >\"$0\" && exec \"$@\""
        let arguments = ["-c", script, folder.appending(path: "cgroup.procs").path, executable.path]
        return (URL(filePath: "/bin/sh"), arguments)
    }

    /// Number of processes of the group that the kernel has killed because memory ran out.
    public var kills: Int {
        let file = folder.appending(path: isFirstVersion ? "memory.oom_control" : "memory.events")
        let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
        let mark = "oom_kill "
        return lines.first { $0.hasPrefix(mark) }.flatMap { Int($0.dropFirst(mark.count)) } ?? 0
    }

    /// Removes the group. Its processes must have ended.
    public func remove() { rmdir(folder.path) }
}
