import Foundation
import Renditions
import TestSupport
import Testing

@testable import Conversion
@testable import Engines

@Suite("A document engine")
struct EngineTests {
    private let signedAt = CorpusTests.signedAt

    @Test(
        "that ends, works without end or talks nonsense costs the letter, and not the service",
        arguments: ["exit 1", "while :; do :; done", "yes"])
    func poisoned(script: String) async throws {
        let file = try Pretender.engine(script)
        defer { try? FileManager.default.removeItem(at: file) }
        let engines = DocumentEngines(file, bounds: .init(seconds: 0.3))
        let (answer, _) = try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
        #expect(answer.fault == FaultFound(.engineFailed))
    }

    @Test("is told nothing of what its service was told: an empty environment, and a folder and a bound as arguments")
    func told() async throws {
        setenv("MESHPOST_TEST_SECRET", "not-to-be-told", 1)
        let seen = FileManager.default.temporaryDirectory.appending(path: "seen-\(UUID().uuidString)")
        let file = try Pretender.engine(
            "tr '\\0' '\\n' </proc/$$/environ >\(seen.path); echo \"$@\" >>\(seen.path); exit 1")
        defer { for file in [file, seen] { try? FileManager.default.removeItem(at: file) } }
        let engines = DocumentEngines(file, bounds: .init(seconds: 5))
        _ = try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
        let words = try String(contentsOf: seen, encoding: .utf8)
        #expect(words.contains("/meshpost-"), "\(words)")
        #expect(!words.contains("="), "\(words)")
    }

    @Test("that was killed is replaced, and the letter goes on")
    func killed() async throws {
        let engines = DocumentEngines()
        for _ in 0..<3 {
            let (answer, _) = try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
            #expect(answer.fault == nil)
            engines.endAll()
        }
    }

    @Test("that may not use the memory it needs refuses the letter")
    func memory() async throws {
        let engines = DocumentEngines(bounds: .init(memory: 100_000_000))
        let word = SampleOffice.docx(SampleOffice.paragraph("Dear colleague"))
        let (answer, _) = try await engines.render(word, as: .pdf, limit: nil, signedAt: signedAt)
        #expect(answer.fault?.fault == .engineFailed)
    }

    @Test("that is missing is a fault of the machine and not of the letter")
    func missing() async throws {
        let engines = DocumentEngines(URL(filePath: "/nowhere/document-engine"))
        #expect(throws: DocumentEngines.Unavailable.self) { try engines.check() }
        await #expect(throws: DocumentEngines.Unavailable.self) {
            try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
        }
    }

    @Test("is replaced after so many documents")
    func worn() async throws {
        let engines = DocumentEngines(bounds: .init(documents: 2))
        for _ in 0..<5 {
            let (answer, _) = try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
            #expect(answer.fault == nil)
        }
    }

    @Test("whose service was killed ends by itself, and leaves nothing of the letter")
    func orphan() async throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "orphan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let engine: URL = try #require(ProductDirectory.executable("document-engine"))
        let process = Process()
        process.executableURL = engine
        process.arguments = [scratch.path, "4000000000"]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        let word = SampleOffice.docx(SampleOffice.paragraph("Dear colleague"))
        let request = EngineRequest(form: .pdf, limit: nil, signedAt: 0, mostPages: 9, seconds: 60)
        try input.fileHandleForWriting.write(contentsOf: try EngineFrame.start(request, body: word.count) + word)
        try input.fileHandleForWriting.close()
        try output.fileHandleForReading.close()
        try await eventually("the engine has ended") { !process.isRunning }
        // Only the content is removed; the next service that starts removes the folder.
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }

    @Test("leaves nothing for long where it was killed with its service: the next service removes it")
    func swept() throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "shm-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: base) }
        for name in ["meshpost-left", "another"] {
            try FileManager.default.createDirectory(
                at: base.appending(path: name), withIntermediateDirectories: true)
        }
        let held = try Scratch(in: base)
        Scratch.sweep(base)
        let there = try FileManager.default.contentsOfDirectory(atPath: base.path)
        #expect(Set(there) == ["another", held.folder.lastPathComponent])
    }

    @Test("does many letters at a time")
    func crowd() async throws {
        let engines = DocumentEngines()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: CorpusTests.signedAt)
                        .0.fault == nil
                }
            }
            for try await isGood in group { #expect(isGood) }
        }
    }
}
