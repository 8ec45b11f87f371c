import Foundation
import Testing

@testable import Practice

@Suite("A practice's memory")
struct MemoryTests {
    private func received(
        _ meshID: String, message: String = "m", document: String = "d", filed: Bool = true, answers: [Answer] = []
    ) -> PracticeMemory.Entry {
        .received(
            .init(
                meshID: meshID, kind: .letter, messageID: message, documentID: document, compositionID: "c",
                filed: filed, code: filed ? nil : .payload, answers: answers))
    }

    private var answer: Answer {
        Answer(
            id: UUID(), code: .received, diagnostics: nil, due: 0, to: "X26HOSP1", workflow: "W_ACK",
            inResponseTo: "m", senderReference: "None")
    }

    private func message(_ fixture: LetterFixture) throws -> ITKMessage {
        try #require(XMLReading.read(fixture.data).flatMap(ITKMessage.init))
    }

    @Test("a message that is listed again is counted and filed once")
    func twice() {
        var memory = PracticeMemory()
        memory.note(received("1"))
        memory.note(received("1"))
        #expect(memory.counts.messages == 1)
        #expect(memory.counts.documents == 1)
        #expect(memory.knows("1"))
    }

    @Test("the same message again is 20007, the same document in another message 20008, a refused one is judged anew")
    func duplicates() throws {
        let fixture = LetterFixture()
        var memory = PracticeMemory()
        let (id, document) = (fixture.messageID.uuidString.lowercased(), fixture.documentID.uuidString.lowercased())
        memory.note(received("1", message: id, document: document, filed: false))
        #expect(memory.finding(on: try message(fixture).facts) == nil)
        memory.note(received("2", message: id, document: document))
        #expect(memory.finding(on: try message(fixture).facts)?.code == .duplicateMessage)
        var again = fixture
        again.messageID = UUID()
        #expect(memory.finding(on: try message(again).facts)?.code == .duplicateDocument)
    }

    @Test("a replacement of what is not on file is 20014, of what is it is taken")
    func replacement() throws {
        var fixture = LetterFixture()
        let old = UUID()
        fixture.replaces = old
        var memory = PracticeMemory()
        #expect(memory.finding(on: try message(fixture).facts)?.code == .replacement)
        memory.note(
            .received(
                .init(
                    meshID: "1", kind: .letter, messageID: "m", documentID: "d",
                    compositionID: old.uuidString.lowercased(), filed: true)))
        #expect(memory.finding(on: try message(fixture).facts) == nil)
    }

    @Test("answers are owed in their order until they have left")
    func owed() {
        var memory = PracticeMemory()
        let (first, second) = (answer, answer)
        memory.note(received("1", answers: [first, second]))
        #expect(memory.owed == [first, second])
        memory.note(.sent(first.localID))
        memory.note(.sent(first.localID))
        #expect(memory.owed == [second])
        #expect(memory.counts.answered == 1)
        #expect(memory.counts.owed == 1)
    }

    @Test("the diary is read back whole, without the line that a crash cut off")
    func diary() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "diary-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let entries = [received("1", answers: [answer]), .sent("x"), received("2", filed: false)]
        do {
            let (diary, none) = try Diary.open(file)
            #expect(none.isEmpty)
            for entry in entries { try diary.write(entry) }
        }
        let whole = try Data(contentsOf: file)
        try (whole + Data("{\"sent\":{\"_0".utf8)).write(to: file)
        let (diary, read) = try Diary.open(file)
        #expect(read == entries)
        try diary.write(.sent("y"))
        #expect(try Diary.open(file).entries == entries + [.sent("y")])
    }
}
