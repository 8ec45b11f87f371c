import Foundation
import ServiceLifecycle

/// Releases memory that only startup needed, once the service has been ready for the first time.
///
/// Startup runs much library code that never runs again, and whose pages stay resident: about 24 of 47 MB. Releasing
/// them is safe: the pages are unmodified parts of program files, and are loaded again if the code runs again.
struct StartPages: Service {
    let health: Health

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !health.isReady { try await Task.sleep(for: .seconds(1)) }
            try await Task.sleep(for: .seconds(1))
            Self.giveBack()
        }
        try? await gracefulShutdown()
    }

    /// Releases executable mappings only: read-only pages may contain relocated addresses that the loader wrote.
    private static func giveBack() {
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return }
        for line in maps.split(separator: "\n") {
            guard let mapping = ProgramText(line) else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: mapping.start), mapping.length, MADV_DONTNEED)
        }
    }
}

/// A part of a program or library file that is mapped as executable; proc(5), "/proc/pid/maps".
struct ProgramText: Equatable {
    let start: UInt
    let length: Int

    /// Nil for all other lines: data, heap, stack, and mappings of the kernel.
    init?(_ line: some StringProtocol) {
        let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        guard fields.count == 6, fields[1] == "r-xp", fields[4] != "0" else { return nil }
        let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
        (start, length) = (bounds[0], Int(bounds[1] - bounds[0]))
    }
}
