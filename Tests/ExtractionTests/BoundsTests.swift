import Documents
import Foundation
import Letters
import Messages
import Operations
import Testing

@testable import Extraction

@Suite("How much a source may give")
struct BoundsTests {
    private func bounds(_ change: (inout Bounds) -> Void) -> Bounds {
        var bounds = Bounds()
        change(&bounds)
        return bounds
    }

    @Test("bounds a .json, and one over it is rejected unread")
    func json() async throws {
        let drop = try Drop(bounds: bounds { $0.json = 2000 })
        var letter = Drop.letter()
        letter["title"] = String(repeating: "x", count: 2000)
        try drop.lay(letter)
        await drop.scan()
        #expect(try drop.errorText().contains("file-too-large"))
        #expect(try await drop.counts().rejected == 1)
    }

    @Test("bounds a document, and a letter with one over it is withheld")
    func document() async throws {
        let drop = try Drop(bounds: bounds { $0.document = 100 })
        try drop.lay(Drop.letter(), document: Drop.pdf + Data(repeating: 0x20, count: 100))
        await drop.scan()
        #expect(try drop.errorText().contains("document-too-large"))
        #expect(try await drop.counts().withheld == 1)
    }

    @Test("lets small letters pass large ones, and takes the large one whole after them")
    func passing() async throws {
        let drop = try Drop(bounds: bounds { $0.inWork = 2000 * Bounds.width })
        let document = Drop.pdf + Data(repeating: 0x20, count: 3_000_000)
        try drop.lay(Drop.letter("EPR-1"), as: "a-large", document: document)
        try drop.lay(Drop.letter("EPR-2"), as: "b-small")
        try drop.lay(
            Drop.letter("EPR-3"), as: "c-medium", document: Drop.pdf + Data(repeating: 0x20, count: 8000))
        let large = await drop.dropFolder.look()
        #expect(large.map(\.name) == ["a-large.json"])
        #expect(drop.files(in: "taken") == ["b-small.json", "b-small.pdf", "c-medium.json", "c-medium.pdf"])
        #expect(try await drop.counts().waiting == 1)
        // It is in one place only: no later look begins it too.
        #expect(await drop.dropFolder.look().isEmpty)

        for entry in large { await drop.dropFolder.dealWithLarge(entry) }
        #expect(try await drop.counts().taken == 3)
        let facts = try #require(try await drop.events().last).payload(LetterExtracted.self).facts
        let record = try JSONDecoder.meshPost.decode(
            LetterRecord.self, from: try await drop.documents.read(facts.record))
        #expect(try await drop.documents.read(try #require(record.document)) == document)
    }

    @Test("is set by settings that name themselves when they are wrong")
    func settings() throws {
        let bounds = try Bounds(Settings(["EXTRACTION_JSON_BYTES": "5000"]))
        #expect(bounds.json == 5000)
        #expect(bounds.document == 300_000_000)
        #expect(throws: SettingError.self) { try Bounds(Settings(["EXTRACTION_DOCUMENT_BYTES": "300 MB"])) }
    }
}
