import Documents
import Foundation
import Letters
import Messages
import Renditions
import Testing

@testable import Extraction

@Suite("What lies in a drop folder beside good letters")
struct HostileFilesTests {
    let drop: Drop

    init() throws { drop = try Drop() }

    private func path(_ name: String) -> URL { drop.folder.appending(path: name) }

    private func lay(_ letter: [String: Any], _ name: String) throws {
        try JSONSerialization.data(withJSONObject: letter).write(to: path(name), options: .atomic)
    }

    private func naming(_ file: String, _ documentID: String = "EPR-1") -> [String: Any] {
        var letter = Drop.letter(documentID)
        letter["document"] = ["file": file, "mediaType": "application/pdf"]
        return letter
    }

    @Test("a letter that names our own folders moves nothing but itself", arguments: ["taken", "rejected"])
    func ourFolders(folder: String) async throws {
        try lay(naming(folder), "thief.json")
        await drop.scan()
        #expect(try drop.errorText("thief").contains("document-name-invalid"))
        try drop.lay(Drop.letter("EPR-2"))
        await drop.scan()
        #expect(drop.files(in: "taken") == ["letter.json", "letter.pdf"])
        #expect(drop.files(in: "rejected") == ["thief.error.txt", "thief.json"])
        #expect(drop.trouble == nil)
    }

    @Test("a folder is no document and stays where it is")
    func folder() async throws {
        try FileManager.default.createDirectory(at: path("ward"), withIntermediateDirectories: true)
        try lay(naming("ward"), "thief.json")
        await drop.scan()
        #expect(try drop.errorText("thief").contains("document-missing"))
        #expect(FileManager.default.fileExists(atPath: path("ward").path))
    }

    @Test("a letter that names another letter or its document takes neither away")
    func thief() async throws {
        try Drop.pdf.write(to: path("victim.pdf"))
        try lay(naming("victim.pdf", "EPR-2"), "a.json")
        try lay(naming("victim.json", "EPR-3"), "b.json")
        try lay(naming("victim.pdf"), "victim.json")
        await drop.scan()
        #expect(try drop.errorText("a").contains("document-of-another"))
        #expect(try drop.errorText("b").contains("document-name-invalid"))
        #expect(drop.files(in: "taken") == ["victim.json", "victim.pdf"])
        #expect(try await drop.counts().taken == 1)
    }

    @Test("a document without a letter, half-written files and folders are counted and left alone")
    func unpaired() async throws {
        try Drop.pdf.write(to: path("alone.pdf"))
        try Data("{".utf8).write(to: path("letter.json.part"))
        try Data("{".utf8).write(to: path(".letter.json.tmp"))
        try FileManager.default.createDirectory(at: path("2026-11"), withIntermediateDirectories: true)
        await drop.scan()
        let counts = try await drop.counts()
        #expect(counts.unpaired == 4)
        #expect(counts.waiting == 4)
        #expect(counts.in == 4)
        #expect(drop.files() == [".letter.json.tmp", "alone.pdf", "letter.json.part"])

        try lay(naming("alone.pdf"), "letter.json")
        await drop.scan()
        let after = try await drop.counts()
        #expect(after.taken == 1)
        #expect(after.unpaired == 3)
    }

    @Test("a draft's documents belong to it, whatever their names")
    func draftsDocuments() async throws {
        try Drop.pdf.write(to: path("scan 7.pdf"))
        var draft = naming("scan 7.pdf")
        draft["status"] = "draft"
        try lay(draft, "letter.json")
        await drop.scan()
        await drop.scan()
        let counts = try await drop.counts()
        #expect(counts.unpaired == 0)
        #expect(counts.waiting == 1)
    }

    @Test("NAME.JSON is a letter like any other")
    func upperCase() async throws {
        try Drop.pdf.write(to: path("LETTER.pdf"))
        try lay(naming("LETTER.pdf"), "LETTER.JSON")
        await drop.scan()
        #expect(try await drop.events().map(\.type) == [.letterExtracted])
        #expect(drop.files(in: "taken") == ["LETTER.JSON", "LETTER.pdf"])
    }

    @Test("a .json that is a link or a pipe is rejected, and what it points to stays")
    func links() async throws {
        let elsewhere = drop.state.appending(path: "elsewhere.json")
        try JSONSerialization.data(withJSONObject: Drop.letter()).write(to: elsewhere)
        try FileManager.default.createSymbolicLink(at: path("link.json"), withDestinationURL: elsewhere)
        #expect(mkfifo(path("pipe.json").path, 0o600) == 0)
        await drop.scan()
        #expect(try drop.errorText("link").contains("not-a-file"))
        #expect(try drop.errorText("pipe").contains("not-a-file"))
        #expect(try await drop.counts().rejected == 2)
        #expect(drop.files() == [])
        #expect(FileManager.default.fileExists(atPath: elsewhere.path))
    }

    @Test("a name as long as the file system allows is dealt with")
    func longName() async throws {
        let name = String(repeating: "L", count: 250)
        let json = try JSONSerialization.data(withJSONObject: naming("nothing.pdf"))
        try json.write(to: path("\(name).json"))
        await drop.scan()
        #expect(drop.files() == [])
        #expect(drop.files(in: "rejected").count == 2)
        try json.write(to: path("\(name).json"))
        await drop.scan()
        #expect(drop.files() == [])
        #expect(try await drop.counts().withheld == 2)
    }

    @Test("a document is found whose name is composed otherwise in Unicode")
    func decomposed() async throws {
        try Drop.pdf.write(to: path("Zoe\u{301}.pdf"))
        try lay(naming("Zo\u{E9}.pdf"), "letter.json")
        await drop.scan()
        #expect(try await drop.events().map(\.type) == [.letterExtracted])
        #expect(drop.files() == [])
    }

    @Test("taken and rejected that are gone are made again")
    func foldersGone() async throws {
        for folder in ["taken", "rejected"] { try FileManager.default.removeItem(at: path(folder)) }
        try drop.lay(Drop.letter())
        await drop.scan()
        #expect(drop.files(in: "taken") == ["letter.json", "letter.pdf"])
        #expect(drop.trouble == nil)
    }

    @Test("files that cannot be moved away are told, and no letter is taken twice")
    func notMoved() async throws {
        try FileManager.default.removeItem(at: path("taken"))
        try Data().write(to: path("taken"))
        try drop.lay(Drop.letter())
        await drop.scan()
        #expect(drop.trouble?.contains("taken") == true)
        let counts = try await drop.counts()
        #expect(counts.taken == 1)
        #expect(counts.waiting == 0)
        try FileManager.default.removeItem(at: path("taken"))
        await drop.scan()
        #expect(drop.trouble == nil)
        #expect(try await drop.events().count == 1)
        #expect(try await drop.counts().in == 1)
    }
}

@Suite("A drop folder while its files still change")
struct ChangingFilesTests {
    private func age(_ file: URL, by seconds: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: file.path)
    }

    @Test("takes no document that is written into while it is stored, though it keeps its length")
    func rewritten() async throws {
        let drop = try Drop()
        let path = drop.folder.appending(path: "letter.pdf")
        try Drop.pdf.write(to: path)
        try age(path, by: 60)
        let file = try #require(try DropFile(path))
        let taken = try await drop.dropFolder.store(file, .pdf) {
            // Asked before each piece is read.
            let handle = FileHandle(forUpdatingAtPath: path.path)
            handle?.write(Data("%PDF-1.7".utf8))
            try? handle?.close()
            return false
        }
        #expect(taken == nil)
    }

    @Test("takes no document that is written after its .json before it rests")
    func growing() async throws {
        let drop = try Drop(settle: Waiting(.seconds(3600)))
        try drop.lay(Drop.letter())
        let json = drop.folder.appending(path: "letter.json")
        let document = drop.folder.appending(path: "letter.pdf")
        try age(json, by: 60)
        try Drop.pdf.prefix(12).write(to: document)
        await drop.scan()
        #expect(try await drop.events().isEmpty)
        #expect(try await drop.counts().waiting == 1)

        try Drop.pdf.write(to: document)
        try age(json, by: 8000)
        try age(document, by: 7000)
        await drop.scan()
        let facts = try #require(try await drop.events().first).payload(LetterExtracted.self).facts
        let record = try JSONDecoder.meshPost.decode(
            LetterRecord.self, from: try await drop.documents.read(facts.record))
        #expect(record.document?.size == Drop.pdf.count)
    }

    @Test("counts every file once at every moment of a look")
    func counted() async throws {
        let drop = try Drop()
        for index in 0..<300 { try drop.lay(Drop.letter("EPR-\(index)"), as: "letter-\(index)") }
        // A new process has not looked yet.
        try drop.restart()
        #expect(try await drop.counts().in == 300)
        let folder = drop.dropFolder
        let look = Task { await folder.scan() }
        let counts = Counts(drop.journal, [folder])
        var seen: Set<Int> = []
        while try await counts.lines()[0].taken < 300 { seen.insert(try await counts.lines()[0].in) }
        await look.value
        seen.insert(try await counts.lines()[0].in)
        #expect(seen == [300])
    }
}
