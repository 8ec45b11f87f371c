import Foundation
import Journal
import Letters
import Logging
import MeshFolders
import Messages
import Pipeline
import TestSupport
import Testing

@testable import Transport

/// Tests of the way through the MESH client's folders only.
@Suite("Through the MESH client's folders", .serialized)
struct FolderWayTests {
    private func run(
        options: (inout SandboxFolderClient.Options) -> Void = { _ in }, _ test: (WayMesh) async throws -> Void
    ) async throws {
        let mesh = try await WayMesh(.folders, options: options)
        do {
            try await test(mesh)
        } catch {
            Issue.record(error)
        }
        await mesh.close()
    }

    /// Prepares a letter and records the intent to send it, as a process does that then dies.
    private func intend(_ letter: SampleLetter, _ stand: WayStand) async throws -> (PairName, Prepared) {
        try await stand.tell(letter.converted)
        let entry = try #require(try await stand.entry(letter))
        _ = await stand.lease.take()
        guard case .ready(let prepared) = await stand.sender.mesh.prepare(entry) else {
            throw CocoaError(.featureUnsupported)
        }
        await stand.sender.keep(.offering, of: entry, Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return (try #require(try await stand.entry(letter)).pairName, prepared)
    }

    @Test("a process killed between the data file and the control file is followed by one that sends once")
    func killedBetween() async throws {
        try await run { mesh in
            let former = try WayStand(mesh)
            try FileManager.default.createDirectory(
                at: mesh.folders.url(.staging), withIntermediateDirectories: true)
            let letter = try await former.letter()
            let (name, prepared) = try await intend(letter, former)
            let data = name.file(.data)
            try FileManager.default.moveItem(
                at: mesh.folders.url(.staging).appending(path: data),
                to: mesh.folders.url(.outbox).appending(path: data))
            former.lease.drop()

            let next = try WayStand(mesh)
            try await next.running {
                try await until { !next.events(.letterSent).isEmpty }
                // The former process was only stopped; now it wakes up and tries to send.
                _ = await prepared.offer()
            }
            #expect(try await mesh.atPractice() == [letter.message.description])
            #expect(try mesh.client?.names(in: "OUT") == [])
        }
    }

    @Test("where the site keeps nothing and reports nothing, a pair that was taken is sent, once and without an id")
    func noTrace() async throws {
        try await run(options: { $0.saveSent = false }) { mesh in
            let stand = try WayStand(mesh, settle: 1)
            let letter = try await stand.letter()
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.letterSent).isEmpty }
            }
            let outcome: LetterOutcome = try #require(stand.events(.letterSent).first).payload()
            #expect(outcome.meshMessageID == nil)
            #expect(try await mesh.atPractice() == [letter.message.description])
        }
    }

    @Test("where the site keeps nothing but reports transfers, the report brings MESH's id")
    func transferReport() async throws {
        try await run(options: { ($0.saveSent, $0.transferReport, $0.collectReport) = (false, true, true) }) { mesh in
            let stand = try WayStand(mesh)
            let letter = try await stand.letter()
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.letterSent).isEmpty }
            }
            let outcome: LetterOutcome = try #require(stand.events(.letterSent).first).payload()
            #expect(outcome.meshMessageID != nil)
            #expect(stand.events(.meshReceived).isEmpty, "the client's own reports are not MESH's")
        }
    }

    @Test("what was offered over the API is not taken for sent because the folders do not have it")
    func otherWay() async throws {
        try await run { mesh in
            let stand = try WayStand(mesh, settle: 0)
            let letter = try await stand.letter()
            try await stand.tell(letter.converted)
            let settling = stand.settling
            try await stand.journal.write { database in
                _ = try SendLedger.apply(.offering, to: letter.message, at: Date(), settling, database)
                try SendLedger.note(letter.message, mailbox: nil, epoch: 1, way: "api", database)
            }
            try await stand.running {
                try await until { try await stand.entry(letter).map { $0.send.due > Date() + 60 } ?? false }
            }
            #expect(try await stand.entry(letter)?.send.phase == .unknown)
            #expect(try await mesh.accepted() == 0)
        }
    }

    @Test("a recipient that MESH does not know is refused with the client's code")
    func failed() async throws {
        try await run { mesh in
            let stand = try WayStand(mesh)
            let letter = try await SampleLetter(in: stand.documents, told: "NOWHERE")
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.letterRefused).isEmpty }
            }
            let outcome: LetterOutcome = try #require(stand.events(.letterRefused).first).payload()
            #expect(outcome.reason?.code == "12")
        }
    }

    @Test("a pair whose data file is in FAILED before the client's word is judged by that word, and not offered again")
    func wordOnItsWay() async throws {
        try await run(options: { $0.quietMilliseconds = 600_000 }) { mesh in
            let stand = try WayStand(mesh)
            let letter = try await stand.letter()
            let (name, prepared) = try await intend(letter, stand)
            #expect(await prepared.offer() == .handedOver)
            let folders = mesh.folders
            let (data, control) = (name.file(.data), name.file(.control))
            func move(_ file: String, to folder: URL) throws {
                try FileManager.default.moveItem(
                    at: folders.url(.outbox).appending(path: file), to: folder.appending(path: file))
            }
            try move(data, to: folders.url(.failed))
            try move(control, to: mesh.home)
            let settings = FolderSettings(
                root: folders.root, mailbox: WayMesh.hospital.id, keep: 3600, half: 600, poll: 1)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let link = FolderLink(
                settings, meshStatus: SharedMeshStatus(MeshStatus(mailbox: WayMesh.hospital.id)), logger: logger,
                arrival: Wakeup(), departure: Wakeup(), work: Wakeup(), setReadiness: { _ in })
            let returns = FolderReturns(
                settings, link: link, journal: stand.journal, settling: stand.sender.settling,
                report: { await stand.sender.report($0, $1, $2) }, wakeup: Wakeup(), logger: logger)
            try await returns.reconcile(at: Date())
            #expect(try await stand.entry(letter)?.send.phase == .offered)

            let said = try String(contentsOf: mesh.home.appending(path: control), encoding: .utf8).replacing(
                "</DTSControl>",
                with: "<StatusRecord><DateTime>20261122160500</DateTime><Event>SEND</Event><Status>ERROR</Status>"
                    + "<StatusCode>12</StatusCode></StatusRecord></DTSControl>")
            try Data(said.utf8).write(to: folders.url(.failed).appending(path: control))
            try await returns.reconcile(at: Date())
            #expect(try await stand.entry(letter)?.send.phase == .refused)
        }
    }

    @Test("a practice without a mailbox in the practices file has no route, because the folders look none up")
    func noMailbox() async throws {
        try await run { mesh in
            let stand = try WayStand(mesh)
            let letter = try await SampleLetter(in: stand.documents)
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.letterUnroutable).isEmpty }
            }
            #expect(try await mesh.accepted() == 0)
        }
    }

    @Test("what is settled and old is cleared from SENT and IN")
    func houseKeeping() async throws {
        try await run { mesh in
            let stand = try WayStand(mesh, keep: 0)
            let letter = try await stand.letter()
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.letterSent).isEmpty }
            }
            let next = try WayStand(mesh, keep: 0)
            try await next.running { try await until { try mesh.client?.names(in: "SENT") == [] } }
        }
    }
}

@Suite("What the client's word means for the ledger")
struct FolderOutcomeTests {
    private func failed(_ event: StatusRecord.Event, _ code: String) -> ClientFolders.Whereabouts {
        var control = ControlFile()
        control.status = [StatusRecord(event: event, isSuccess: false, code: code)]
        return .failed(control)
    }

    private func input(_ place: ClientFolders.Whereabouts, offers: Int = 1) -> Send.Input? {
        FolderOutcome.input(place, offers: offers, settle: 900)
    }

    @Test("nothing is said of a pair that waits, or whose control file is still being written")
    func waiting() {
        #expect(input(.staged) == nil && input(.withClient) == nil && input(.sent(nil)) == nil && input(.gone) == nil)
    }

    @Test("a client that could not reach MESH leaves an unknown outcome: again only after the settle time")
    func gaveUp() { #expect(input(failed(.transfer, "06")) == .givenBack(pause: 900)) }

    @Test("a pair that the client never sent is offered again soon")
    func halfSeen() { #expect(input(failed(.collect, "02")) == .notOffered(pause: 10)) }

    @Test("a report of success is no word of a letter that was not delivered")
    func successReport() {
        let record = StatusRecord(event: .send, isSuccess: true, code: "00")
        #expect(FolderOutcome.input(report: record, messageID: "M1") == .accepted(meshMessageID: "M1"))
    }

    @Test("MESH's refusal is the letter's end")
    func refusal() {
        guard case .refused(let reason) = input(failed(.send, "12")) else {
            Issue.record("not refused")
            return
        }
        #expect(reason.code == "12")
    }

    @Test("what comes back without a word three times is a matter for a person")
    func noWord() {
        #expect(input(.failed(nil), offers: 2) == .givenBack(pause: 900), "MESH might have it")
        guard case .refused(let reason) = input(.failed(nil), offers: 3) else {
            Issue.record("not refused")
            return
        }
        #expect(reason.code == "client-failed")
    }
}
