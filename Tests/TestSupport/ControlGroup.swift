import Foundation

/// A control group of its own for a process and its children, with so much memory and no more (cgroups(7)): what a small
/// container has.
public final class ControlGroup: Sendable {
    /// False where nobody may make one: not root, or no memory controller.
    public static let isPossible: Bool = {
        guard let group = try? ControlGroup(bytes: 1 << 30) else { return false }
        group.remove()
        return true
    }()

    private static let base = URL(filePath: "/sys/fs/cgroup", directoryHint: .isDirectory)
    private let folder: URL
    private let isFirstVersion: Bool

    /// - Throws: what keeps the group from being made.
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
        // Not every kernel counts what is swapped.
        try? write(
            isFirstVersion ? "\(bytes)" : "0", to: isFirstVersion ? "memory.memsw.limit_in_bytes" : "memory.swap.max")
    }

    deinit { remove() }

    private func write(_ text: String, to file: String) throws {
        let handle = try FileHandle(forWritingTo: folder.appending(path: file))
        defer { try? handle.close() }
        try handle.write(contentsOf: Data(text.utf8))
    }

    /// What starts the executable within the group: a shell that enters it and then becomes the executable.
    func command(_ executable: URL) -> (executable: URL, arguments: [String]) {
        let script = "echo $$ >\"$0\" && exec \"$@\""
        let arguments = ["-c", script, folder.appending(path: "cgroup.procs").path, executable.path]
        return (URL(filePath: "/bin/sh"), arguments)
    }

    /// How many of its processes the kernel has ended for want of memory.
    public var kills: Int {
        let file = folder.appending(path: isFirstVersion ? "memory.oom_control" : "memory.events")
        let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
        let mark = "oom_kill "
        return lines.first { $0.hasPrefix(mark) }.flatMap { Int($0.dropFirst(mark.count)) } ?? 0
    }

    /// Removes it; its processes must have ended.
    public func remove() { rmdir(folder.path) }
}
