import Foundation
import GRDB
import Journal
import Letters
import Messages
import Pipeline
import TestSupport
import Testing

@testable import Transport

@Suite("A letter that is tried in vain")
struct VainTests {
    private static let missing = Reason(code: "object-missing", detail: "the object ab/cd is not in the document store")

    @Test("is told of once after an hour, with the reason, and goes on being tried")
    func once() {
        let again = Send.Input.later(pause: 30, because: Self.missing)
        let (send, outputs) = SendTests.play([(0, again), (3599, again), (3600, again), (7300, again)])
        #expect(outputs == [.nothing, .nothing, .publish(.letterStalled), .nothing])
        #expect(send.phase == .intended && send.due == SendTests.start + 7330)
        #expect(send.trouble == Send.Trouble(since: SendTests.start, reason: Self.missing, isTold: true))
        let (sent, ends) = SendTests.play([
            (0, again), (3600, again), (3700, .offering), (3701, .accepted(meshMessageID: "M")),
        ])
        #expect(ends.last == .publish(.letterSent) && sent.trouble == nil)
    }

    @Test("is told of also when MESH loses one offer after the other")
    func lostAgainAndAgain() {
        let round: [(Double, Send.Input)] = [(0, .offering), (1, .lost), (902, .notFound)]
        let inputs = (0..<5).flatMap { number in round.map { (Double(number) * 903 + $0.0, $0.1) } }
        let (send, outputs) = SendTests.play(inputs)
        #expect(outputs.count { $0 == .publish(.letterStalled) } == 1)
        #expect(send.trouble?.reason.code == "not-taken" && send.offers == 5)
    }

    private func entry(_ stand: TransportStand, _ letter: SampleLetter) async throws -> SendLedger.Entry? {
        try await stand.journal.read { try SendLedger.entry(letter.message, $0) }
    }

    @Test("because its stored message is missing is said in the log once, and leaves when that is back")
    func missingObject() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents)
        let converted: LetterConverted = try letter.converted.payload()
        let file = stand.directory.appending(path: "documents/\(converted.message.location)")
        let away = file.appendingPathExtension("away")
        try FileManager.default.moveItem(at: file, to: away)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { try await entry(stand, letter)?.send.trouble?.reason.code == "object-missing" }
            // Makes the letter due three times, so that it fails three times.
            for _ in 1...3 {
                let due = try await entry(stand, letter)?.send.due
                try await stand.journal.write { try $0.execute(sql: "UPDATE sends SET due = 0") }
                stand.wakeup.signal()
                try await until {
                    let now = try await entry(stand, letter)?.send.due
                    return now.map { $0.milliseconds > 0 && $0 != due } ?? false
                }
            }
            #expect(stand.log.messages == ["letter not sent yet; it is tried again"])
            #expect(stand.mesh.sent.isEmpty && stand.broker.events.isEmpty)
            try FileManager.default.moveItem(at: away, to: file)
            try await stand.journal.write { try $0.execute(sql: "UPDATE sends SET due = 0") }
            stand.wakeup.signal()
            try await until { stand.broker.types == ["letter.sent"] }
        }
        #expect(try await entry(stand, letter)?.send.trouble == nil)
    }

    @Test("for an hour is told to readiness and by letter.stalled with the reason, also when transport has restarted")
    func told() async throws {
        let former = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: former.documents)
        try await former.tell(letter.converted)
        let start = Date()
        @Sendable func fail(_ stand: TransportStand, after seconds: Double) async throws -> [Event] {
            let settling = stand.settling
            return try await stand.journal.write { database in
                try SendLedger.apply(
                    .later(pause: 30, because: Self.missing), to: letter.message, at: start + seconds, settling,
                    database
                ).events
            }
        }
        #expect(try await fail(former, after: 0).isEmpty)
        let stand = try TransportStand(try FakeMesh(), after: former)
        let watch = MeshWatch(
            journal: stand.journal, meshStatus: stand.link.meshStatus, certificateFile: nil, sendHealth: stand.health)
        await watch.refresh(at: start + 3500)
        #expect(stand.trouble == nil)
        let event = try #require(try await fail(stand, after: 3601).first)
        let outcome: LetterOutcome = try event.payload()
        #expect(event.type == .letterStalled && event.source.publishes.contains(.letterStalled))
        #expect(outcome.stage == .transport && outcome.reason == Self.missing)
        #expect(outcome.attempt?.id == letter.attempt.id)
        #expect(try await fail(stand, after: 7300).isEmpty)
        await watch.refresh(at: start + 3601)
        #expect(stand.trouble?.contains("1 letter is tried in vain, the oldest since") == true)
        #expect(stand.trouble?.contains("ab/cd is not in the document store") == true)
        let settling = stand.settling
        try await stand.journal.write {
            _ = try SendLedger.apply(.offering, to: letter.message, at: start + 8000, settling, $0)
            _ = try SendLedger.apply(
                .accepted(meshMessageID: "M1"), to: letter.message, at: start + 8000, settling, $0)
        }
        await watch.refresh(at: start + 8001)
        #expect(stand.trouble == nil)
    }

    @Test("because the store is away writes nothing, is told at once, and leaves with all others when it is back")
    func storeAway() async throws {
        let stand = try TransportStand(try FakeMesh())
        var letters: [SampleLetter] = []
        for number in 1...5 { letters.append(try await SampleLetter(number, in: stand.documents)) }
        let (store, away) = (stand.directory.appending(path: "documents"), stand.directory.appending(path: "away"))
        try FileManager.default.moveItem(at: store, to: away)
        try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
        try await stand.running {
            for letter in letters { try await stand.tell(letter.converted) }
            try await until { stand.trouble?.contains("letters by mesh do not leave") == true }
            #expect(stand.trouble?.contains("is it mounted?") == true)
            for letter in letters { #expect(try await entry(stand, letter)?.send.trouble == nil) }
            try FileManager.default.removeItem(at: store)
            try FileManager.default.moveItem(at: away, to: store)
            try await until { stand.broker.types.count { $0 == "letter.sent" } == 5 }
        }
        #expect(stand.trouble == nil)
        #expect(stand.log.messages == ["channel halted; one letter at a time tries whether it works again"])
    }

    @Test("because its practice's folder does not take it keeps no letter to another practice waiting")
    func oneFolder() async throws {
        let stand = try TransportStand(try FakeMesh())
        let root = stand.directory.appending(path: "folder")
        // A file with the name of the practice's folder keeps the folder from being made.
        try Data().write(to: root.appending(path: "Y00001"))
        let stuck = try await SampleLetter(1, in: stand.documents, channel: .folder)
        let other = try await SampleLetter(2, in: stand.documents, channel: .folder, recipient: "Y00002")
        try await stand.running {
            try await stand.tell(stuck.converted)
            try await until { try await entry(stand, stuck)?.send.trouble?.reason.code == "folder-not-written" }
            try await stand.tell(other.converted)
            try await until { stand.broker.types == ["letter.delivered"] }
        }
        #expect(stand.trouble == nil)
        #expect(stand.log.messages == ["letter not written to the practice's folder; it is tried again"])
    }

    @Test("because no folder of a practice can be reached is told at once, and laid when they are back")
    func foldersAway() async throws {
        let stand = try TransportStand(try FakeMesh())
        let (root, away) = (stand.directory.appending(path: "folder"), stand.directory.appending(path: "away"))
        try FileManager.default.moveItem(at: root, to: away)
        let letter = try await SampleLetter(in: stand.documents, channel: .folder)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.trouble?.contains("letters by folder do not leave") == true }
            try FileManager.default.moveItem(at: away, to: root)
            try await until { stand.broker.types == ["letter.delivered"] }
        }
        #expect(stand.trouble == nil)
    }
}
