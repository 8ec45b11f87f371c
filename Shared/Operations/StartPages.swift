import Foundation
import ServiceLifecycle

/// Gives back the memory that only starting needed, once the service has been ready for the first time.
///
/// Starting runs through much code of the libraries that is never run again, and its pages stay resident: of 47 MB
/// about 24. Nothing is lost: the pages are the program's files, unchanged, and one that is run again is mapped again.
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

    /// Only what is mapped for execution: pages for reading may hold addresses that the loader wrote into them.
    private static func giveBack() {
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return }
        for line in maps.split(separator: "\n") {
            guard let mapping = ProgramText(line) else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: mapping.start), mapping.length, MADV_DONTNEED)
        }
    }
}

/// A part of a program's or library's file that is mapped for execution; proc(5), "/proc/pid/maps".
struct ProgramText: Equatable {
    let start: UInt
    let length: Int

    /// Nil for every other line: data, heap, stack, and what the kernel itself lends.
    init?(_ line: some StringProtocol) {
        let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        guard fields.count == 6, fields[1] == "r-xp", fields[4] != "0" else { return nil }
        let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
        (start, length) = (bounds[0], Int(bounds[1] - bounds[0]))
    }
}
