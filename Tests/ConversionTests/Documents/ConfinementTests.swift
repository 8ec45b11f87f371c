import CConfinement
import Foundation
import TestSupport
import Testing

private let isRoot = geteuid() == 0

/// Runs the program `escape` (Tests/Escape), which tries to leave the confinement of a document engine.
@Suite("The confinement of a document engine")
struct ConfinementTests {
    /// Returns each attempt with its result.
    ///
    /// - Parameter user: User id to run as; nil is the present user.
    private func attempts(_ way: String, as user: Int? = nil) throws -> [String: String] {
        let folder = URL(filePath: "/tmp").appending(path: "escape-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let scratch = folder.appending(path: "scratch")
        let key = folder.appending(path: "key")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        try Data("a key".utf8).write(to: key)
        // The service's user owns these folders, so that only the confinement can protect them.
        if let user { for place in [folder, scratch, key] { chown(place.path, UInt32(user), UInt32(user)) } }
        let words = [scratch.path, key.path, way]
        let escape: URL = try #require(ProductDirectory.executable("escape"))
        let process = Process()
        let output = Pipe()
        process.executableURL = user == nil ? escape : URL(filePath: "/usr/bin/setpriv")
        process.arguments =
            user.map { ["--reuid=\($0)", "--regid=\($0)", "--clear-groups", escape.path] + words } ?? words
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let lines = text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        return Dictionary(uniqueKeysWithValues: lines.map { ($0[0], $0[1]) })
    }

    private func through(_ found: [String: String]) -> Set<String> {
        Set(found.filter { $0.value == "through" }.keys)
    }

    @Test(
        "lets nothing out: no socket, program or process, also by int 0x80; not the parent's memory or environment; no file",
        .enabled(if: meshpost_landlock_version() > 0, "the kernel has no Landlock"))
    func closed() throws {
        let found = try attempts("confined")
        #expect(through(found) == ["own-file"])
        #expect(found.count >= 27)
        #if arch(x86_64)
        #expect(found["int80-tcp"] == "signal \(SIGSYS)" && found["int80-program"] == "signal \(SIGSYS)")
        #endif
    }

    @Test("without Landlock still lets nothing out but what files this user may read", .enabled(if: isRoot, "not root"))
    func withoutLandlock() throws {
        #expect(through(try attempts("without-landlock")).subtracting(["key-file"]) == ["own-file"])
    }

    @Test(
        "of a service that is not root lets nothing out: neither the parent of the same user",
        .enabled(if: isRoot, "needs root, to be another user"))
    func otherUser() throws {
        #expect(through(try attempts("confined", as: 12_345)) == ["own-file"])
        let without = through(try attempts("without-landlock", as: 12_345))
        #expect(without.subtracting(["key-file", "written-outside"]) == ["own-file"])
    }

    @Test("is what stops it: not confined, the same attempts get through", .enabled(if: isRoot, "not root"))
    func open() throws {
        let found = through(try attempts("open"))
        #expect(found.isSuperset(of: ["tcp", "program", "parent-environment", "parent-memory", "kill", "key-file"]))
    }
}
