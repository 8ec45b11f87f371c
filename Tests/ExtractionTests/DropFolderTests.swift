import Documents
import Foundation
import Letters
import Messages
import TestSupport
import Testing

@testable import Extraction

// Over 250 lines: one suite of what a drop folder does with files.

@Suite("A drop folder")
struct DropFolderTests {
    let drop: Drop

    init() throws { drop = try Drop() }

    @Test("gives a signed letter to the pipeline, once for each recipient, and moves the pair away")
    func takes() async throws {
        var letter = Drop.letter()
        letter["recipients"] = [["ods": "Y00001", "role": "registered-practice"], ["ods": "Y00002", "role": "copy"]]
        try drop.lay(letter)
        await drop.scan()

        let events = try await drop.events()
        #expect(events.map(\.type) == [.letterExtracted, .letterExtracted])
        let facts = try events.map { try $0.payload(LetterExtracted.self).facts }
        #expect(facts.map(\.recipient.description) == ["Y00001", "Y00002"])
        #expect(facts.map(\.role) == [.registeredPractice, .copy])
        #expect(Set(facts.map(\.letter)).count == 1)
        #expect(Set(facts.map(\.delivery)).count == 2)
        #expect(drop.files() == [])
        #expect(drop.files(in: "taken") == ["letter.json", "letter.pdf"])

        let stored = try await drop.documents.read(facts[0].record)
        let record = try JSONDecoder.meshPost.decode(LetterRecord.self, from: stored)
        #expect(record.patient.family == "Quillfeather")
        #expect(try await drop.documents.read(try #require(record.document)) == Drop.pdf)
    }

    @Test("takes a document for what it is where its system names another of its sort")
    func named() async throws {
        var letter = Drop.letter()
        letter["document"] = ["file": "x", "mediaType": "application/msword"]
        try drop.lay(letter, document: Data(#"{\rtf1 Dear colleague}"#.utf8))
        await drop.scan()
        let facts = try #require(try await drop.events().first).payload(LetterExtracted.self).facts
        let record = try JSONDecoder.meshPost.decode(
            LetterRecord.self, from: try await drop.documents.read(facts.record))
        #expect(record.document?.mediaType == "application/rtf")
    }

    @Test("tells nothing of the patient in an event")
    func privacy() async throws {
        try drop.lay(Drop.letter(), as: "Quillfeather-letter")
        try drop.lay(["status": "signed", "documentId": "EPR-9", "revision": 1], as: "Quillfeather-bad")
        await drop.scan()
        for event in try await drop.events() {
            let text = String(decoding: event.body, as: UTF8.self)
            for needle in ["Quillfeather", "9990000018", "2015-03-04", "EPR-1", "EPR-9"] {
                #expect(!text.contains(needle))
            }
        }
    }

    @Test("takes the same letter once, however often it is dropped")
    func duplicate() async throws {
        for _ in 0..<3 {
            try drop.lay(Drop.letter())
            await drop.scan()
        }
        #expect(try await drop.events().map(\.type) == [.letterExtracted, .letterRedropped, .letterRedropped])
        let counts = try await drop.counts()
        #expect(counts.taken == 3)
        #expect(counts.duplicates == 2)
        #expect(drop.files(in: "taken").count { !$0.hasSuffix(".note.txt") } == 6)
        let note = drop.folder.appending(path: "taken/letter.note.txt")
        #expect(try String(contentsOf: note, encoding: .utf8).contains("was not sent again"))
    }

    @Test("withholds a letter that was changed without a new revision, and takes it with one")
    func changed() async throws {
        try drop.lay(Drop.letter())
        await drop.scan()
        var changed = Drop.letter()
        changed["title"] = "Another title"
        try drop.lay(changed)
        await drop.scan()
        #expect(try drop.errorText().contains("changed-without-revision"))

        changed["revision"] = 2
        try drop.lay(changed)
        await drop.scan()
        let events = try await drop.events()
        #expect(
            events.map(\.type) == [.letterExtracted, .letterWithheld, .letterRedropped, .letterExtracted])
        let first = try events[0].payload(LetterExtracted.self).facts
        let second = try events[3].payload(LetterExtracted.self).facts
        #expect(first.chain == second.chain)
        #expect(second.revision == 2)
    }

    @Test("judges a corrected letter anew")
    func corrected() async throws {
        var wrong = Drop.letter()
        wrong["recipients"] = [[String: Any]]()
        try drop.lay(wrong)
        await drop.scan()
        try drop.lay(Drop.letter())
        await drop.scan()
        let events = try await drop.events()
        #expect(events.map(\.type) == [.letterWithheld, .letterExtracted])
        let withheld = try events[0].payload(LetterWithheld.self)
        #expect(withheld.letter == (try events[1].payload(LetterExtracted.self).facts.letter))
    }

    @Test("leaves a draft where it lies, counts it, and takes it when it has been signed")
    func draft() async throws {
        var letter = Drop.letter()
        letter["status"] = "draft"
        try drop.lay(letter)
        await drop.scan()
        await drop.scan()
        #expect(try await drop.events().isEmpty)
        #expect(drop.files() == ["letter.json", "letter.pdf"])
        #expect(try await drop.counts().waiting == 1)

        try drop.lay(Drop.letter())
        await drop.scan()
        #expect(try await drop.events().count == 1)
        #expect(try await drop.counts().waiting == 0)
    }

    @Test("takes a letter back with all its deliveries, and holds up one that comes after its withdrawal")
    func withdrawn() async throws {
        try drop.lay(Drop.letter())
        await drop.scan()
        try drop.lay(["status": "withdrawn", "documentId": "EPR-1", "revision": 2], document: nil)
        await drop.scan()
        let events = try await drop.events()
        #expect(events.map(\.type) == [.letterExtracted, .letterWithdrawn])
        let withdrawn = try events[1].payload(LetterWithdrawn.self)
        #expect(withdrawn.deliveries == [try events[0].payload(LetterExtracted.self).facts.delivery])

        try drop.lay(Drop.letter("EPR-1", revision: 2))
        await drop.scan()
        #expect(try drop.errorText().contains("withdrawn"))
    }

    @Test("takes back a revision with those before it, and no later one")
    func withdrawnByRevision() async throws {
        for revision in [1, 2, 3] {
            try drop.lay(Drop.letter("EPR-1", revision: revision))
            await drop.scan()
        }
        try drop.lay(["status": "withdrawn", "documentId": "EPR-1", "revision": 2], document: nil)
        await drop.scan()
        let events = try await drop.events()
        let deliveries = try events.prefix(3).map { try $0.payload(LetterExtracted.self).facts.delivery }
        let withdrawn = try #require(events.last).payload(LetterWithdrawn.self)
        #expect(Set(withdrawn.deliveries) == Set(deliveries.prefix(2)))
    }

    @Test("says when its folder is gone, still counts what waited there, and goes on when it is back")
    func gone() async throws {
        var draft = Drop.letter()
        draft["status"] = "draft"
        try drop.lay(draft)
        await drop.scan()
        let away = drop.folder.appendingPathExtension("away")
        try FileManager.default.moveItem(at: drop.folder, to: away)
        await drop.scan()
        #expect(drop.trouble?.contains("cannot be read: mount it") == true)
        #expect(try await drop.counts().waiting == 1)
        try FileManager.default.moveItem(at: away, to: drop.folder)
        try drop.lay(Drop.letter())
        await drop.scan()
        #expect(drop.trouble == nil)
        #expect(try await drop.counts().taken == 1)
    }

    @Test("touches nothing until the .json is there")
    func untouched() async throws {
        try Drop.pdf.write(to: drop.folder.appending(path: "letter.pdf"))
        await drop.scan()
        #expect(drop.files() == ["letter.pdf"])
        #expect(try await drop.counts().waiting == 1)
    }

    @Test("rejects what is no letter at all, in plain words")
    func rejected() async throws {
        try Data("{ half".utf8).write(to: drop.folder.appending(path: "letter.json"))
        await drop.scan()
        #expect(try drop.errorText().contains("unreadable: the file is no JSON object"))
        let events = try await drop.events()
        #expect(events.map(\.type) == [.letterWithheld])
        #expect(try events[0].payload(LetterWithheld.self).reasons.map(\.code) == ["unreadable"])
        let counts = try await drop.counts()
        #expect(counts.rejected == 1)
        #expect(counts.in == counts.taken + counts.withheld + counts.rejected + counts.waiting)
    }

    @Test(
        "lays its word on a rejected letter for the folder's group, and for nobody else",
        .enabled(if: SecondUser.isPossible, "needs root, to be another user"))
    func wordsForTheSource() async throws {
        umask(0o077)
        chown(drop.folder.path, 0, 23_456)
        chmod(drop.folder.path, 0o2770)
        chmod(drop.folder.deletingLastPathComponent().path, 0o755)
        for folder in ["taken", "rejected"] {
            try FileManager.default.removeItem(at: drop.folder.appending(path: folder))
        }
        try Data("{ half".utf8).write(to: drop.folder.appending(path: "letter.json"))
        await drop.scan()
        let words = drop.folder.appending(path: "rejected/letter.error.txt")
        #expect(try SecondUser.canRead(words, group: 23_456))
        #expect(try !SecondUser.canRead(words))
        // The hospital empties the folder.
        let path = words.path
        #expect(try SecondUser.perform(group: 23_456) { unlink(path) } == 0)
    }

    @Test("decides the same when it crashed between the journal and the moving of the files")
    func crash() async throws {
        try drop.lay(Drop.letter())
        let json = try Data(contentsOf: drop.folder.appending(path: "letter.json"))
        // A hard link keeps the very file, as if it had never been moved.
        let kept = drop.folder.appending(path: "kept")
        try FileManager.default.linkItem(at: drop.folder.appending(path: "letter.json"), to: kept)
        await drop.scan()
        try FileManager.default.moveItem(at: kept, to: drop.folder.appending(path: "letter.json"))
        try drop.restart()
        await drop.scan()
        #expect(try await drop.events().count == 1)
        #expect(try await drop.counts().taken == 1)
        #expect(try await drop.counts().duplicates == 0)
        #expect(drop.files() == [])
        #expect(!json.isEmpty)
    }

    @Test("takes thousands of letters that come at once")
    func thousands() async throws {
        for index in 0..<2000 { try drop.lay(Drop.letter("EPR-\(index)"), as: "letter-\(index)") }
        await drop.scan()
        #expect(try await drop.counts().taken == 2000)
        #expect(try await drop.events().count == 2000)
        #expect(drop.files() == [])
    }

    @Test("never reaches outside its folder for a document")
    func outside() async throws {
        let secret = drop.folder.deletingLastPathComponent().appending(path: "secret.pdf")
        try Drop.pdf.write(to: secret)
        var letter = Drop.letter()
        letter["document"] = ["file": "../secret.pdf", "mediaType": "application/pdf"]
        try JSONSerialization.data(withJSONObject: letter).write(to: drop.folder.appending(path: "a.json"))
        letter["document"] = ["file": "link.pdf", "mediaType": "application/pdf"]
        try FileManager.default.createSymbolicLink(
            at: drop.folder.appending(path: "link.pdf"), withDestinationURL: secret)
        try JSONSerialization.data(withJSONObject: letter).write(to: drop.folder.appending(path: "b.json"))
        await drop.scan()
        #expect(try drop.errorText("a").contains("document-name-invalid"))
        #expect(try drop.errorText("b").contains("document-missing"))
        #expect(FileManager.default.fileExists(atPath: secret.path))
    }
}
