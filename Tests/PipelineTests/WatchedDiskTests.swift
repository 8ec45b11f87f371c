import Foundation
import TestSupport
import Testing

/// Tests the library that simulates power cuts, on programs of the system.
@Suite("A watched disk")
struct WatchedDiskTests {
    private static let nothing = PowerCut.Mood(names: .nothing, contents: .nothing)

    /// The content of a watched folder after a program ran in it and the power was cut.
    private struct Aftermath {
        var files: [String: Data]
        var report: PowerCut.Report

        subscript(name: String) -> String? { files[name].map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Runs a script in a watched folder and cuts the power.
    ///
    /// - Parameters:
    ///   - script: A script for sh(1).
    ///   - before: Durable files of the folder at the start.
    private func after(
        _ script: String, before: [String: Data] = [:], _ mood: PowerCut.Mood = nothing, seed: UInt64 = 1,
        deaf: [String] = []
    ) async throws -> Aftermath {
        let made = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: made) }
        let real = try #require(realpath(made.path, nil))
        defer { free(real) }
        let root = URL(filePath: String(cString: real))
        let folder = root.appending(path: "watched")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, content) in before { try content.write(to: folder.appending(path: name)) }
        let disk = try WatchedDisk([folder], log: root.appending(path: "log"))
        let shell = ChildProcess(
            "sh", executable: URL(filePath: "/bin/sh"), arguments: ["-euc", "cd '\(folder.path)'\n\(script)"],
            environment: disk.environment(deaf: deaf), log: root.appending(path: "words"))
        try shell.start()
        try await eventually("the script ends") { shell.exitStatus != nil }
        let words = try shell.output()
        #expect(shell.exitStatus == 0, "\(words)")
        var draw = SplitMix(state: seed)
        let report = try disk.cut(&draw, mood) {}
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        let files = names.map { ($0, (try? Data(contentsOf: folder.appending(path: $0))) ?? Data()) }
        return Aftermath(files: Dictionary(uniqueKeysWithValues: files), report: report)
    }

    @Test("loses what was not synchronised, and keeps what was")
    func synchronised() async throws {
        let cut = try await after("printf kept > a; sync a .; printf lost > b; printf ' and more' >> a")
        #expect(cut.report.faults.isEmpty)
        #expect(cut.files.keys.sorted() == ["a"])
        #expect(cut["a"] == "kept")
        let all = PowerCut.Mood(names: .everything, contents: .everything)
        let whole = try await after("printf kept > a; sync a .; printf lost > b; printf ' and more' >> a", all)
        #expect(whole["a"] == "kept and more" && whole["b"] == "lost")
    }

    @Test("loses the name of a file that was synchronised without its folder, and of all that lies in such a folder")
    func names() async throws {
        let cut = try await after(
            """
            mkdir b c; printf d > b/d; sync b/d b; sync .
            printf a > a; sync a; mkdir c/e; printf f > c/e/f; sync c/e/f c/e
            """)
        #expect(cut.report.faults.isEmpty)
        #expect(cut.files.keys.sorted() == ["b", "b/d", "c"])
    }

    @Test("leaves an empty file where one was renamed before its content was synchronised")
    func order() async throws {
        let old = ["letter": Data("old".utf8)]
        let wrong = try await after("printf new > draft; mv draft letter; sync .", before: old)
        #expect(wrong["letter"] == "" && wrong["draft"] == nil)
        let right = try await after("printf new > draft; sync draft; mv draft letter; sync .", before: old)
        #expect(right["letter"] == "new")
        let unsure = try await after("printf new > draft; sync draft; mv draft letter", before: old)
        #expect(unsure["letter"] == "old")
        #expect([wrong, right, unsure].allSatisfy { $0.report.faults.isEmpty })
    }

    @Test("keeps a file under one name or the other when it is moved, and never loses it")
    func moved() async throws {
        var found: Set<[String]> = []
        for seed in 1...20 as ClosedRange<UInt64> {
            let cut = try await after(
                "mkdir from to; printf letter > from/a; sync from/a from .; mv from/a to/b",
                PowerCut.Mood(names: .some, contents: .nothing), seed: seed)
            #expect(cut.report.faults.isEmpty)
            found.insert(cut.files.filter { !$0.value.isEmpty }.keys.sorted())
        }
        #expect(found == [["from/a"], ["to/b"]])
    }

    @Test("tears what was not synchronised at sectors of 512 bytes, and touches nothing else")
    func torn() async throws {
        let old = Data(repeating: UInt8(ascii: "-"), count: 4096)
        var kinds: Set<Int> = []
        for seed in 1...20 as ClosedRange<UInt64> {
            let cut = try await after(
                "tr '\\0' x < /dev/zero | dd of=a bs=1024 count=2 seek=1 conv=notrunc iflag=fullblock 2> /dev/null",
                before: ["a": old], PowerCut.Mood(names: .some, contents: .some), seed: seed)
            #expect(cut.report.faults.isEmpty)
            let content = try #require(cut.files["a"])
            #expect(content.count == 4096)
            let sectors = stride(from: 0, to: 4096, by: 512).map { Set(content[$0..<($0 + 512)]) }
            #expect(sectors.allSatisfy { $0.count == 1 })
            let written = sectors.indices.filter { sectors[$0] == [UInt8(ascii: "x")] }
            #expect(written.allSatisfy { (2..<6).contains($0) })
            kinds.insert(written.count)
        }
        #expect(kinds.contains(0) && kinds.contains(4) && kinds.count > 2)
    }

    @Test("believes no file of which it is told that it is never synchronised")
    func deaf() async throws {
        let cut = try await after("printf a > a.x; printf b > b.y; sync a.x b.y .", deaf: [".x"])
        #expect(cut["a.x"] == "" && cut["b.y"] == "b")
    }

    @Test("follows every call that changes a file or a name, and tells of one that it does not follow")
    func followed() async throws {
        let all = PowerCut.Mood(names: .everything, contents: .everything)
        let cut = try await after(
            """
            printf 12345 > a; truncate -s 3 a; printf 6 >> a; ln a b; mkdir c d; mv d e; mv b c/b; cp -r c e/c; rm a
            (printf x; printf y; dd if=/dev/zero bs=1 count=1 2> /dev/null) > f; rm -r c; mktemp g.XXXX; mktemp -d h.XXXX
            truncate -s 9 f; fallocate -l 20 f
            """, all)
        #expect(cut.report.faults.isEmpty)
        #expect(cut["e/c/b"] == "1236" && cut.files["f"]?.count == 20 && cut["c"] == nil)
        let unknown = try await after("printf 1 > a; ln -s a b", all)
        #expect(unknown.report.faults.contains { $0.contains("symlink") })
    }
}
