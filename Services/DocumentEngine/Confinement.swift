import CConfinement
import Foundation

/// What keeps a poisoned document within this process: no network, no other program, bounded memory.
enum Confinement {
    struct Refused: Error {}

    static func begin(memory: UInt64, scratch: URL) throws {
        setenv("HOME", scratch.path, 1)
        setenv("TMPDIR", scratch.path, 1)
        // The same letter on every replica, whatever its place and time.
        setenv("TZ", "UTC", 1)
        setenv("LC_ALL", "C.UTF-8", 1)
        setenv("SAL_USE_VCLPLUGIN", "svp", 1)
        tzset()
        guard meshpost_limit(memory) == 0, meshpost_confine() == 0 else { throw Refused() }
    }
}
