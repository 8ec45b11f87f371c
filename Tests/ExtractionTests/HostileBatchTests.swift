import Foundation
import Letters
import Messages
import Testing

@testable import Extraction

/// Everything hostile that was ever laid into a drop folder to break it, all at once, among good letters.
@Suite("A drop folder full of hostile things")
struct HostileBatchTests {
    let drop: Drop

    init() throws { drop = try Drop() }

    private func path(_ name: String) -> URL { drop.folder.appending(path: name) }

    /// - Parameters:
    ///   - document: what the JSON names; the letter's own PDF unless told.
    ///   - hasFile: the PDF is there.
    private func lay(
        _ name: String, document: String? = nil, hasFile: Bool = true,
        _ change: (inout [String: Any]) -> Void = { _ in }
    ) throws {
        var letter = Drop.letter("H-\(name)")
        letter["document"] = ["file": document ?? "\(name).pdf", "mediaType": "application/pdf"]
        change(&letter)
        if document == nil, hasFile { try Drop.pdf.write(to: path("\(name).pdf")) }
        try lay(name, raw: JSONSerialization.data(withJSONObject: letter))
    }

    private func lay(_ name: String, raw: Data) throws { try raw.write(to: path("\(name).json"), options: .atomic) }

    private func text(_ name: String) throws -> String {
        var letter = Drop.letter("H-\(name)")
        letter["document"] = ["file": "\(name).pdf", "mediaType": "application/pdf"]
        try Drop.pdf.write(to: path("\(name).pdf"))
        return String(decoding: try JSONSerialization.data(withJSONObject: letter), as: UTF8.self)
    }

    /// What must become of each: a code, or nothing where it is taken.
    private static let fates: [String: String?] = [
        "parent": "document-name-invalid", "absolute": "document-name-invalid", "nul": "characters-forbidden",
        "hidden": "document-name-invalid", "itself": "document-name-invalid", "linked": "document-missing",
        "piped": "document-missing", "symbolic": "not-a-file", "fifo": "not-a-file", "upper": nil,
        "twice": "field-twice", "deep": "unreadable", "huge": "field-invalid", "fraction": "field-invalid",
        "truth": "field-invalid", "latin": "unreadable", "marked": nil, "wide": "unreadable",
        "infinite": "field-missing",
        "list": "unreadable", "surrogate": "unreadable", "control": "characters-forbidden", "markup": nil,
        "thief": "document-missing", "case": "document-missing", "hard": nil, "plain": nil,
    ]

    @Test("takes the good, tells each other one's fault, moves nothing but letters, and counts them all")
    func everything() async throws {
        let secret = drop.folder.deletingLastPathComponent().appending(path: "secret.pdf")
        try Drop.pdf.write(to: secret)
        try lay("plain")
        try lay("parent", document: "../secret.pdf")
        try lay("absolute", document: secret.path)
        try lay("nul", document: "a\0b.pdf")
        try lay("hidden", document: ".hidden.pdf")
        try lay("itself", document: "itself.json")
        try FileManager.default.createSymbolicLink(at: path("linked.pdf"), withDestinationURL: secret)
        try lay("linked", hasFile: false)
        #expect(mkfifo(path("piped.pdf").path, 0o600) == 0)
        try lay("piped", hasFile: false)
        try FileManager.default.createSymbolicLink(at: path("symbolic.json"), withDestinationURL: secret)
        #expect(mkfifo(path("fifo.json").path, 0o600) == 0)
        try lay("upper")
        try FileManager.default.moveItem(at: path("upper.json"), to: path("upper.JSON"))
        let twice = try text("twice")
        try lay(
            "twice",
            raw: Data(
                twice.replacing("\"recipients\":", with: "\"recipients\":[{\"ods\":\"Y00012\"}],\"recipients\":").utf8))
        let depth = 100_000
        let deep = "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        try lay("deep", raw: Data(deep.utf8))
        try lay(
            "huge",
            raw: Data(
                try text("huge").replacing("\"revision\":1", with: "\"revision\":1\(String(repeating: "0", count: 30))")
                    .utf8))
        try lay("fraction") { $0["revision"] = 1.5 }
        try lay("truth") { $0["revision"] = true }
        let latin = try text("latin").replacing("Quillfeather", with: "Quill#feather")
        try lay("latin", raw: Data(Data(latin.utf8).map { $0 == UInt8(ascii: "#") ? 0xFF : $0 }))
        try lay("marked", raw: Data([0xEF, 0xBB, 0xBF]) + Data(try text("marked").utf8))
        try lay("wide", raw: try #require(try text("wide").data(using: .utf16)))
        try lay("infinite", raw: Data(#"{"revision":1e400,"status":"signed"}"#.utf8))
        try lay("list", raw: Data("[]".utf8))
        try lay("surrogate", raw: Data(try text("surrogate").replacing("H-surrogate", with: #"S\ud800"#).utf8))
        try lay("control") { $0["title"] = "a\r\nX-Injected: yes\0\u{1B}[31m" }
        try lay("markup") {
            $0["title"] = "<script>alert(1)</script>"
            $0["documentId"] = "=cmd|'/C calc'!A0"
        }
        try lay("thief", document: "victim.pdf")
        try Drop.pdf.write(to: path("case.pdf"))
        try lay("case", document: "CASE.PDF")
        try FileManager.default.linkItem(at: secret, to: path("hard.pdf"))
        try lay("hard", hasFile: false)

        await drop.scan()
        await drop.scan()

        for (name, code) in Self.fates.sorted(by: { $0.key < $1.key }) {
            let told = try? drop.errorText(name)
            if let code {
                #expect(told?.contains("\(code):") == true, "\(name): \(told ?? "taken")")
            } else {
                #expect(told == nil, "\(name): \(told ?? "")")
            }
        }
        let counts = try await drop.counts()
        #expect(counts.taken == Self.fates.values.count { $0 == nil })
        #expect(counts.withheld + counts.rejected == Self.fates.values.count { $0 != nil })
        #expect(counts.in == counts.taken + counts.withheld + counts.rejected + counts.waiting)
        #expect(drop.trouble == nil)
        #expect(FileManager.default.fileExists(atPath: secret.path))
        // What cannot be read names no document, and no link or pipe is moved.
        #expect(
            drop.files() == ["case.pdf", "latin.pdf", "linked.pdf", "piped.pdf", "surrogate.pdf", "wide.pdf"],
            "\(drop.files())")
    }
}
