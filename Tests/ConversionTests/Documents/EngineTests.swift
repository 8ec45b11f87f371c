import Foundation
import Renditions
import Testing

@testable import Conversion

@Suite("A document engine")
struct EngineTests {
    private let signedAt = CorpusTests.signedAt

    /// An executable that stands in for the engine.
    private func pretender(_ script: String) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file
    }

    @Test(
        "that ends, hangs or talks nonsense costs the letter, and not the service",
        arguments: ["exit 1", "sleep 60", "yes"])
    func poisoned(script: String) async throws {
        let file = try pretender(script)
        defer { try? FileManager.default.removeItem(at: file) }
        let engines = DocumentEngines(file, bounds: .init(seconds: 0.3))
        let (answer, _) = try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
        #expect(answer.fault == FaultFound(.engineFailed))
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
