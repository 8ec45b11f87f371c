import Documents
import Foundation
import HTTP
import Letters
import Logging
import Mesh
import Messages
import TestSupport
import Testing

@testable import Transport

// Over 250 lines: one suite that every way to MESH passes.

/// The promises that transport keeps on every way to MESH, with each MESH server.
@Suite("Whichever way leads to MESH", .serialized)
struct ConformanceTests {
    private func run(
        _ way: Way, faults: [StrictMesh.Fault] = [], _ test: (WayMesh) async throws -> Void
    ) async throws {
        let mesh = try await WayMesh(way, faults: faults)
        do {
            try await test(mesh)
        } catch {
            Issue.record(error)
        }
        await mesh.close()
    }

    @Test(
        "a letter reaches the practice byte for byte under our id, and is told of once with MESH's",
        arguments: Way.strict + Way.official)
    func sent(way: Way) async throws {
        try await run(way) { mesh in
            let stand = try WayStand(mesh)
            let letter = try await stand.letter()
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.letterSent).isEmpty }
            }
            let outcome: LetterOutcome = try #require(stand.events(.letterSent).first).payload()
            let id = try #require(outcome.meshMessageID)
            let (message, body) = try await mesh.practice.download(id)
            #expect(body == letter.body)
            #expect(message.fields[.localID] == letter.message.description)
            #expect(message.fields[.subject] == "Letter for TESTPATIENT")
            #expect(message.workflow == WayMesh.workflow)
            #expect(message.fields[.from] == WayMesh.hospital.id)
            #expect(stand.broker.events.count { $0.type == .letterSent } == 1)
            #expect(stand.broker.events.allSatisfy { $0.body.range(of: Data("TESTPATIENT".utf8)) == nil })
        }
    }

    @Test("forty letters reach the practice once each", arguments: Way.strict + Way.official)
    func many(way: Way) async throws {
        try await run(way) { mesh in
            let stand = try WayStand(mesh)
            var expected: Set<String> = []
            try await stand.running {
                for number in 1...40 {
                    let letter = try await stand.letter(number, urgency: number % 2 == 0 ? .urgent : .routine)
                    expected.insert(letter.message.description)
                    try await stand.tell(letter.converted)
                }
                try await until { stand.events(.letterSent).count == 40 }
            }
            let arrived = try await mesh.atPractice()
            #expect(arrived.count == 40 && Set(arrived) == expected)
        }
    }

    @Test(
        "a letter that cannot be said in a header is refused with the code, and nothing leaves",
        arguments: Way.strict + Way.official
    )
    func refused(way: Way) async throws {
        try await run(way) { mesh in
            let stand = try WayStand(mesh)
            var letter = try await stand.letter()
            var payload: LetterConverted = try letter.converted.payload()
            let envelope = MessageEnvelope(
                to: nil, workflow: WayMesh.workflow, subject: "Zoë\nTo: else", localID: letter.message.description,
                contentType: "application/fhir+xml")
            payload.envelope = try await stand.documents.put(
                try JSONEncoder.meshPost.encode(envelope), mediaType: "application/json")
            letter.converted = try Event(
                .letterConvertedForMesh, payload, about: letter.facts.delivery.description, cause: "test",
                from: .conversion, at: Date())
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.letterRefused).isEmpty }
            }
            let outcome: LetterOutcome = try #require(stand.events(.letterRefused).first).payload()
            #expect(outcome.reason?.code == "header-characters")
            #expect(try await mesh.accepted() == 0)
        }
    }

    @Test("a patient whom MESH does not know comes back as its report on our message", arguments: Way.strict)
    func reported(way: Way) async throws {
        try await run(way) { mesh in
            let stand = try WayStand(mesh)
            let letter = try await stand.letter(to: "GPPROVIDER_9990000018_20150304_TEST")
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.meshReceived).isEmpty }
                try await until { !stand.events(.letterSent).isEmpty || !stand.events(.letterRefused).isEmpty }
            }
            let report: MeshReceived = try #require(stand.events(.meshReceived).first).payload()
            #expect(report.isReport && report.body == nil && report.from == nil)
            #expect(report.statusCode?.hasPrefix("EPL-15") == true)
            #expect(report.localID == letter.message)
            let sent: LetterOutcome = try #require(stand.events(.letterSent).first).payload()
            #expect(report.linkedMessageID == sent.meshMessageID)
            // Only MESH's API tells the mailbox that a message went to.
            #expect(sent.mailbox == nil && sent.isTracked == (stand.sender.mesh.way == MeshChannel.api))
        }
    }

    @Test(
        "an answer is stored, told of once, and the end of the mailbox afterwards", arguments: Way.strict + Way.official
    )
    func received(way: Way) async throws {
        try await run(way) { mesh in
            let stand = try WayStand(mesh)
            let answer = MeshMessage(
                to: WayMesh.hospital.id, workflow: WayMesh.workflow + "_ACK", localID: MessageID(UUID()).description,
                subject: "About TESTPATIENT", contentType: "application/xml",
                body: HTTPBody(Data("<Answer/>".utf8)))
            guard case .accepted(let id) = await mesh.practice.send(answer) else {
                Issue.record("the answer was not accepted")
                return
            }
            try await stand.running {
                try await until { !stand.events(.meshReceived).isEmpty }
                let told = stand.events(.meshPolled).count
                try await until { stand.events(.meshPolled).count > told + 1 }
            }
            #expect(stand.events(.meshReceived).count == 1)
            let received: MeshReceived = try #require(stand.events(.meshReceived).first).payload()
            #expect(received.meshMessageID == id && !received.isReport)
            #expect(received.from == "Y00001M" && received.localID?.description == answer.localID)
            #expect(try await stand.documents.read(try #require(received.body)) == Data("<Answer/>".utf8))
            let headers = try JSONDecoder.meshPost.decode(
                MeshHeaders.self, from: try await stand.documents.read(received.headers))
            #expect(headers.fields["mex-subject"] == "About TESTPATIENT")
            #expect(stand.broker.events.allSatisfy { $0.body.range(of: Data("TESTPATIENT".utf8)) == nil })
            #expect(try await mesh.waiting() == 0)

            // A new process on the same state directory must not publish the message again.
            let next = try WayStand(mesh)
            try await next.running { try await until { next.events(.meshPolled).count > 1 } }
            #expect(next.events(.meshReceived).isEmpty)
        }
    }

    @Test("a message of a workflow that is not ours is left to whose it is", arguments: Way.strict + Way.official)
    func foreign(way: Way) async throws {
        try await run(way) { mesh in
            let stand = try WayStand(mesh)
            let message = MeshMessage(
                to: WayMesh.hospital.id, workflow: "FOREIGN", localID: "", contentType: "text/plain",
                body: HTTPBody(Data("x".utf8)))
            guard case .accepted(let id) = await mesh.practice.send(message) else {
                Issue.record("the message was not accepted")
                return
            }
            if way == .folders { try await until { try mesh.client?.names(in: "IN").contains(id + ".ctl") ?? false } }
            try await stand.running { try await until { stand.events(.meshPolled).count > 2 } }
            #expect(stand.events(.meshReceived).isEmpty)
            if let client = mesh.client {
                #expect(try client.names(in: "IN") == [id + ".ctl", id + ".dat"])
            } else {
                #expect(try await mesh.waiting() == 1)
            }
        }
    }

    @Test("a letter that nobody collects comes back as MESH's report 14", arguments: Way.strict)
    func uncollected(way: Way) async throws {
        try await run(way) { mesh in
            let stand = try WayStand(mesh)
            let letter = try await stand.letter()
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.letterSent).isEmpty }
                try await mesh.strict().age(by: 6 * 86_400)
                try await until { !stand.events(.meshReceived).isEmpty }
            }
            let report: MeshReceived = try #require(stand.events(.meshReceived).first).payload()
            #expect(report.isReport && report.statusCode == "14" && report.localID == letter.message)
            #expect(report.workflow == WayMesh.workflow)
        }
    }

    @Test("a MESH that is out of order for a while gets the letter afterwards, once", arguments: Way.strict)
    func outage(way: Way) async throws {
        try await run(way, faults: [.init(.busy, on: .send, next: 2)]) { mesh in
            let stand = try WayStand(mesh)
            let letter = try await stand.letter()
            try await stand.running {
                try await stand.tell(letter.converted)
                try await until { !stand.events(.letterSent).isEmpty }
            }
            #expect(try await mesh.atPractice() == [letter.message.description])
        }
    }

    @Test(
        "a process that died with the intent on the disk is followed by one that sends once",
        arguments: Way.strict + Way.official)
    func diedAfterTheIntent(way: Way) async throws {
        try await run(way) { mesh in
            let former = try WayStand(mesh, settle: 1)
            let letter = try await former.letter()
            try await former.tell(letter.converted)
            let entry = try #require(try await former.entry(letter))
            _ = await former.lease.take()
            guard case .ready = await former.sender.mesh.prepare(entry) else {
                Issue.record("the letter cannot be offered")
                return
            }
            await former.sender.keep(.offering, of: entry, .init(label: "test"))
            former.lease.drop()

            let next = try WayStand(mesh, settle: 1)
            try await next.running { try await until { !next.events(.letterSent).isEmpty } }
            #expect(try await mesh.atPractice() == [letter.message.description])
        }
    }

    @Test(
        "a process that died with MESH having the letter is followed by one that does not send it again",
        arguments: Way.strict + Way.official)
    func diedAfterTheOffer(way: Way) async throws {
        try await run(way) { mesh in
            let former = try WayStand(mesh, settle: 1)
            let letter = try await former.letter()
            try await former.tell(letter.converted)
            let entry = try #require(try await former.entry(letter))
            _ = await former.lease.take()
            guard case .ready(let prepared) = await former.sender.mesh.prepare(entry) else {
                Issue.record("the letter cannot be offered")
                return
            }
            await former.sender.keep(.offering, of: entry, .init(label: "test"))
            _ = await prepared.offer()
            try await until { try await mesh.accepted() == 1 }
            former.lease.drop()

            let next = try WayStand(mesh, settle: 1)
            try await next.running { try await until { !next.events(.letterSent).isEmpty } }
            #expect(try await mesh.accepted() == 1)
            let outcome: LetterOutcome = try #require(next.events(.letterSent).first).payload()
            #expect(outcome.meshMessageID != nil)
        }
    }
}
