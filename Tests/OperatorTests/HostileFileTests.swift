import Foundation
import TestSupport
import Testing

@Suite("meshpost validate on a file that was made to end it")
struct HostileFileTests {
    private static let cases = ProductDirectory.sources.appending(path: "../shared/cases/hardening")
    private static var areThere: Bool { FileManager.default.fileExists(atPath: cases.path) }

    private func expectRefusal(_ file: URL, _ words: String) async throws {
        let (status, text) = try await OperatorTool().run("validate", file.path)
        #expect(status == 1)
        #expect(text.hasPrefix("meshpost: the file is no message: "), "\(text)")
        #expect(text.contains(words), "\(text)")
        // One line: the parser itself prints nothing.
        #expect(text.split(separator: "\n").count == 1, "\(text)")
    }

    @Test(
        "says in one sentence what is wrong, and repeats nothing of it",
        arguments: [
            ("<Bundle><id valu", [0xE5], #"="Ann"/></Bundle>"#, "line 1 has bytes that are no characters"),
            ("<Bundle><i", [0xE5], #"d value="Ann"/></Bundle>"#, "line 1 has bytes that are no characters"),
            ("<Bundle>\n<id value=\"", [0xE5], #"Ann"/></Bundle>"#, "line 2 has bytes that are no characters"),
            ("<?Ann", [], "?>", "not well-formed"), ("<!DOCTYPE Ann [", [], "]><Ann/>", "a document type"),
            ("<?xml version='1.0' encoding='UTF-7'?><Ann/>", [], "", "its character encoding is not taken"),
        ] as [(String, [UInt8], String, String)])
    func bytes(before: String, stray: [UInt8], after: String, words: String) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "validate-\(UUID().uuidString).xml")
        defer { try? FileManager.default.removeItem(at: file) }
        try (Data(before.utf8) + stray + Data(after.utf8)).write(to: file)
        try await expectRefusal(file, words)
    }

    @Test(
        "refuses the files that ended it", .enabled(if: areThere, "../shared/cases/hardening is absent"),
        arguments: ["crash-attr.xml", "crash-elem.xml", "crash-val.xml"])
    func files(name: String) async throws {
        try await expectRefusal(Self.cases.appending(path: name), "line 1 has bytes that are no characters")
    }
}
