import CConfinement
import Foundation

/// What keeps a poisoned document within this process: no network, no other program or process, no file but its own,
/// bounded memory.
enum Confinement {
    struct Refused: Error {}

    /// - Parameters:
    ///   - memory: the most address space in bytes.
    ///   - scratch: the only folder that it may write in.
    static func begin(memory: UInt64, scratch: URL) throws {
        // What else is open is the socket by which the service's Foundation learns of this process's end: closed sooner, it
        // would wait there for this process alone.
        umask(0o077)
        yieldMemory()
        clearenv()
        setenv("HOME", scratch.path, 1)
        setenv("TMPDIR", scratch.path, 1)
        // The same letter on every replica, whatever its place and time.
        setenv("TZ", "UTC", 1)
        setenv("LC_ALL", "C.UTF-8", 1)
        setenv("SAL_USE_VCLPLUGIN", "svp", 1)
        tzset()
        guard meshpost_limit(memory) == 0, meshpost_drop(scratch.path) == 0, meshpost_landlock(scratch.path) == 0,
            meshpost_filter() == 0
        else { throw Refused() }
    }

    /// Where memory is short the kernel is to end this process, which is replaced, and not its service (proc(5),
    /// "oom_score_adj").
    private static func yieldMemory() {
        guard let score = FileHandle(forWritingAtPath: "/proc/self/oom_score_adj") else { return }
        try? score.write(contentsOf: Data("1000".utf8))
        try? score.close()
    }
}
