import Documents
import Foundation
import Letters
import Messages
import Testing

@testable import Extraction

@Suite("A letter that is dropped again in its revision")
struct RedropTests {
    let drop: Drop

    init() throws { drop = try Drop() }

    private func mended() -> [String: Any] {
        var letter = Drop.letter()
        letter["recipients"] = [["ods": "Y00009", "role": "registered-practice"]]
        return letter
    }

    private static let mendedPDF = Data("%PDF-1.4\nA mended letter\n%%EOF\n".utf8)

    @Test("is told with its objects as they stand now, whether they are others or not")
    func told() async throws {
        try drop.lay(Drop.letter())
        await drop.scan()
        try drop.lay(Drop.letter())
        await drop.scan()
        try drop.lay(mended(), document: Self.mendedPDF)
        await drop.scan()

        let events = try await drop.events()
        #expect(events.map(\.type) == [.letterExtracted, .letterRedropped, .letterWithheld, .letterRedropped])
        let first = try events[0].payload(LetterExtracted.self).facts
        #expect(try events[1].payload(LetterRedropped.self).deliveries == [first])
        let facts = try #require(try events[3].payload(LetterRedropped.self).deliveries.first)
        #expect(facts.letter == first.letter)
        #expect(facts.delivery != first.delivery)
        #expect(facts.recipient.description == "Y00009")
        let record = try JSONDecoder.meshPost.decode(
            LetterRecord.self, from: try await drop.documents.read(facts.record))
        #expect(try await drop.documents.read(try #require(record.document)) == Self.mendedPDF)
        #expect(Set(events.map(\.id)).count == events.count)
        for event in events { #expect(!String(decoding: event.body, as: UTF8.self).contains("Quillfeather")) }
    }

    @Test(
        "is told as changed with every content that follows a changed one, since which of them goes is not known here")
    func changedForGood() async throws {
        for letter in [Drop.letter(), mended(), Drop.letter(), mended()] {
            try drop.lay(letter)
            await drop.scan()
        }
        let counts = try await drop.counts()
        #expect(counts.taken == 1)
        #expect(counts.withheld == 3)
        #expect(counts.duplicates == 0)
        #expect(try await drop.events().count { $0.type == .letterRedropped } == 3)
        #expect(try drop.errorText().contains("changed-without-revision"))
        #expect(!(try drop.errorText().contains("Mend it")))
    }

    @Test("is told once for each file, whenever extraction dies", arguments: [false, true])
    func crash(isMended: Bool) async throws {
        try drop.lay(Drop.letter())
        await drop.scan()
        try drop.lay(isMended ? mended() : Drop.letter())
        // A hard link keeps the very file, as if it had never been moved.
        let (json, kept) = (drop.folder.appending(path: "letter.json"), drop.folder.appending(path: "kept"))
        try FileManager.default.linkItem(at: json, to: kept)
        await drop.scan()
        let events = try await drop.events()
        let error = drop.folder.appending(path: "rejected/letter.error.txt")
        for _ in 0..<2 {
            if isMended { try FileManager.default.removeItem(at: error) }
            try FileManager.default.linkItem(at: kept, to: json)
            try drop.restart()
            await drop.scan()
        }
        #expect(try await drop.events() == events)
        if isMended { #expect(try drop.errorText().contains("changed-without-revision: ")) }
        let counts = try await drop.counts()
        #expect(counts.taken == (isMended ? 1 : 2))
        #expect(counts.withheld == (isMended ? 1 : 0))
    }

    @Test("is withheld where its revision was withdrawn")
    func withdrawn() async throws {
        try drop.lay(Drop.letter())
        await drop.scan()
        try drop.lay(["status": "withdrawn", "documentId": "EPR-1", "revision": 1], document: nil)
        await drop.scan()
        for letter in [Drop.letter(), mended()] {
            try drop.lay(letter)
            await drop.scan()
            #expect(try drop.errorText().contains("withdrawn"))
        }
        let types = try await drop.events().map(\.type)
        #expect(types == [.letterExtracted, .letterWithdrawn, .letterWithheld, .letterWithheld])
    }

    @Test("is counted once at every moment of a look")
    func counted() async throws {
        for index in 0..<100 { try drop.lay(Drop.letter("EPR-\(index)"), as: "letter-\(index)") }
        await drop.scan()
        for index in 0..<100 {
            var letter = Drop.letter("EPR-\(index)")
            if index % 2 == 0 { letter["title"] = "Mended" }
            try drop.lay(letter, as: "letter-\(index)")
        }
        for index in 100..<110 {
            try Data("{ half".utf8).write(to: drop.folder.appending(path: "letter-\(index).json"))
        }
        try drop.restart()
        let folder = drop.dropFolder
        let look = Task { await folder.scan() }
        let counts = Counts(drop.journal, [folder])
        var seen: Set<Int> = []
        var last = try await counts.lines()[0]
        while last.waiting > 0 {
            seen.insert(last.in)
            #expect(last.in == last.taken + last.withheld + last.rejected + last.waiting)
            last = try await counts.lines()[0]
        }
        await look.value
        seen.insert(try await counts.lines()[0].in)
        #expect(seen == [210])
        #expect(last.taken == 150)
        #expect(last.duplicates == 50)
        #expect(last.withheld == 50)
        #expect(last.rejected == 10)
    }
}
