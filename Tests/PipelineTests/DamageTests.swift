import Foundation
import Operations
import TestSupport
import Testing

/// Services with a state directory or document store that cannot be written, and with a damaged state.
@Suite("Disk", .serialized, .enabled(if: Scenario.isPossible))
struct DamageTests {
    /// A small file system, mounted for the test, so that it can be filled.
    private struct SmallDisk {
        let path: URL

        /// False if this process has no permission to mount.
        static let isPossible: Bool = {
            let path = Scenario.directory("mount")
            try? FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: path) }
            guard (try? mount(path, megabytes: 1)) == 0 else { return false }
            return (try? Self.run("/usr/bin/umount", path.path)) == 0
        }()

        init(_ path: URL, megabytes: Int) throws {
            self.path = path
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
            guard try Self.mount(path, megabytes: megabytes) == 0 else {
                throw NeverHappened("a small disk at \(path.path)", lastSeen: nil)
            }
        }

        private static func mount(_ path: URL, megabytes: Int) throws -> Int32 {
            try run("/usr/bin/mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path.path)
        }

        func unmount() { _ = try? Self.run("/usr/bin/umount", "-l", path.path) }

        private var ballast: URL { path.appending(path: "ballast") }

        /// Fills the file system.
        func fill() throws {
            _ = FileManager.default.createFile(atPath: ballast.path, contents: nil)
            let handle = try FileHandle(forWritingTo: ballast)
            let block = Data(repeating: 0, count: 4096)
            while (try? handle.write(contentsOf: block)) != nil {}
            try? handle.close()
        }

        func free() throws { try FileManager.default.removeItem(at: ballast) }

        private static func run(_ program: String, _ arguments: String...) throws -> Int32 {
            try run(program, arguments)
        }

        static func run(_ program: String, _ arguments: [String]) throws -> Int32 {
            let process = Process()
            process.executableURL = URL(filePath: program)
            process.arguments = arguments
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    @Test(
        "that is full is told, loses nothing, and once there is room everything arrives",
        .enabled(if: SmallDisk.isPossible), .timeLimit(.minutes(5)),
        arguments: LongPart.disk.isAsked
            ? ["documents", "state/extraction", "state/transport", "state/acknowledgement", "state/reporting"]
            : ["documents"])
    func full(place: String) async throws {
        let directory = Scenario.directory("full")
        let disk = try SmallDisk(directory.appending(path: place), megabytes: 24)
        defer { disk.unmount() }
        let stand = try await Stand(root: directory, plan: try Scenario.plan())
        let samples = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: "d")
        let letters = (0..<30).map(samples.plain)
        var outcome = Outcome(letters)
        for letter in letters[..<10] { try letter.lay(into: stand.drop) }
        try await eventually("the first letters are under way", within: .seconds(60)) {
            try await outcome.look(at: stand.reporting(), stand)
            return outcome.settled > 0
        }
        try disk.fill()
        for letter in letters[10...] { try letter.lay(into: stand.drop) }
        try await eventually("somebody says that the disk is full", within: .seconds(60)) {
            try stand.services.contains { service in
                let log = try String(contentsOf: service.child.log, encoding: .utf8)
                return log.contains("full") || log.contains("No space left")
            }
        }
        if place != "documents" {
            let service = stand.service(String(place.dropFirst("state/".count)))
            try await eventually("\(service.name) is not ready", within: .seconds(60)) {
                guard let address = try service.address() else { return false }
                return try await HTTPQuestion.ask(address.appending(path: "readyz")).0 == 503
            }
        }
        for service in stand.services { #expect(service.child.isRunning, "\(service.name) ended") }
        try disk.free()
        try await eventually("every letter is where it must be", within: .seconds(120)) {
            try await outcome.look(at: stand.reporting(), stand)
            return outcome.isComplete
        }
        let counts = stand.mailboxes.compactMap { stand.surgeries.counts(of: $0) }
        #expect(counts.reduce(0) { $0 + $1.documents } == letters.count)
        let parked = try await OperatorTool(stand.host).run("parked", "list")
        #expect(parked.text == "Nothing is parked.\n")
        await stand.stop()
        disk.unmount()
        try FileManager.default.removeItem(at: directory)
    }

    /// The kinds of damage to a service's SQLite file.
    enum Damage: String, CaseIterable {
        case damaged, readOnly

        /// The words of the message that the operator must see.
        var words: String { self == .damaged ? "is damaged" : "cannot be written" }
    }

    /// Makes a file read-only even for root, by a read-only bind mount of the file if this process is root.
    private struct WriteProtection {
        private static let isRoot = geteuid() == 0
        let file: URL

        init(_ file: URL) throws {
            self.file = file
            if Self.isRoot {
                try Self.mount("--bind", file.path, file.path)
                try Self.mount("-o", "remount,bind,ro", file.path)
            } else {
                try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file.path)
            }
        }

        func lift() throws {
            if Self.isRoot {
                try Self.run("/usr/bin/umount", "-l", file.path)
            } else {
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            }
        }

        private static func mount(_ arguments: String...) throws { try run("/usr/bin/mount", arguments) }

        private static func run(_ program: String, _ arguments: String...) throws { try run(program, arguments) }

        private static func run(_ program: String, _ arguments: [String]) throws {
            guard try SmallDisk.run(program, arguments) == 0 else {
                throw NeverHappened("\(program) \(arguments)", lastSeen: nil)
            }
        }
    }

    @Test(
        "that holds a state damaged or read-only keeps its service from starting, in one sentence, and only that",
        .enabled(if: geteuid() != 0 || SmallDisk.isPossible), .timeLimit(.minutes(5)))
    func state() async throws {
        let directory = Scenario.directory("damage")
        let stand = try await Stand(root: directory, plan: try Scenario.plan())
        for damage in Damage.allCases {
            for name in ["extraction", "transport", "acknowledgement", "reporting"] {
                let service = stand.service(name).child
                await service.stop()
                let file = directory.appending(path: "state/\(name)/\(name).sqlite")
                let repair = try hurt(file, damage)
                try service.start()
                try await eventually("\(name) ends") { service.exitStatus != nil }
                let words = try service.output()
                #expect(service.exitStatus == 78, "\(name), \(damage): \(words)")
                #expect(words.split(separator: "\n").count == 1, "\(name), \(damage): \(words)")
                #expect(words.contains("\(name).sqlite"), "\(name), \(damage): \(words)")
                #expect(words.contains(damage.words), "\(name), \(damage): \(words)")
                try repair()
                try service.start()
                try await stand.service(name).ready()
            }
        }
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    /// Damages or write-protects the file.
    ///
    /// - Returns: A function that repairs it.
    private func hurt(_ file: URL, _ damage: Damage) throws -> () throws -> Void {
        switch damage {
        case .readOnly: return try WriteProtection(file).lift
        case .damaged:
            // The write-ahead log is damaged too: while it holds the pages, SQLite does not read the database file.
            let files = [file, URL(filePath: file.path + "-wal")]
            let good = files.compactMap { file in (try? Data(contentsOf: file)).map { (file, $0) } }
            for (file, bytes) in good {
                try (Data("not a database any more ".utf8) + bytes.dropFirst(24)).write(to: file)
            }
            return { for (file, bytes) in good { try bytes.write(to: file) } }
        }
    }
}
