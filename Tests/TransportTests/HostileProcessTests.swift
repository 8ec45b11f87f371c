import Documents
import Foundation
import HTTP
import Letters
import Mesh
import Messages
import TestSupport
import Testing

@testable import Transport

@Suite(
    "Transport behind proxies that answer in MESH's place", .serialized,
    .enabled(if: RabbitMQNode.isInstalled && ProductDirectory.executable("transport") != nil, "no RabbitMQ"))
struct HostileProcessTests {
    private static let faults: [StrictMesh.Fault] = [
        .init(.page, on: .download, next: 2), .init(.headless, on: .download, next: 2),
        .init(.stranger, on: .download, next: 3), .init(.short, on: .download, next: 2),
        .init(.page, on: .acknowledge, next: 2),
        .init(.page, on: .inbox, next: 5), .init(.circle, on: .inbox, next: 2), .init(.page, on: .lookup, next: 2),
        .init(.stranger, on: .tracking, next: 6), .init(.page, on: .tracking, next: 2),
        .init(.page, on: .send, next: 2), .init(.ghost, on: .send, next: 1), .init(.lost, on: .send, next: 2),
    ]

    @Test("sends every letter once, takes every answer once, and names the one that MESH never had")
    func all() async throws {
        let stand = try await ProcessStand()
        var answers: Set<String> = []
        for number in 1...6 {
            let outcome = await stand.practice.send(
                MeshMessage(
                    to: "X26HOSP1", workflow: "GPCONNECT_SEND_DOCUMENT_ACK", localID: "answer-\(number)",
                    contentType: "application/fhir+xml", body: HTTPBody(Data("<answer-\(number)/>".utf8))))
            guard case .accepted(let id) = outcome else {
                Issue.record("the practice's answer was not accepted: \(outcome)")
                return
            }
            answers.insert(id)
        }
        for fault in Self.faults { try await stand.mesh.add(fault) }
        let transport = try stand.service("transport", with: ["MESH_TRACK_SECONDS": "2"])
        try transport.child.start()
        var letters: [SampleLetter] = []
        for number in 1...20 {
            let letter = try await SampleLetter(number, in: stand.documents, expects: [])
            letters.append(letter)
            try await stand.publish(letter)
        }
        try await eventually("every letter is told of", within: .seconds(120)) {
            stand.events(.letterSent).count == letters.count
        }
        try await eventually("the one that MESH never had is told to a person", within: .seconds(120)) {
            stand.events(.letterUnroutable).count == 1
        }
        try await eventually("every answer was taken", within: .seconds(120)) {
            try await stand.mesh.waiting(in: "X26HOSP1") == 0 && stand.events(.meshReceived).count == answers.count
        }
        try await stand.mesh.clearFaults()
        let received = try stand.events(.meshReceived).map { try $0.payload(MeshReceived.self) }
        #expect(Set(received.map(\.meshMessageID)) == answers)
        for message in received {
            let text = String(decoding: try await stand.documents.read(try #require(message.body)), as: UTF8.self)
            #expect(text.hasPrefix("<answer-"))
        }
        let outcome: LetterOutcome = try #require(stand.events(.letterUnroutable).first).payload()
        #expect(outcome.reason?.code == "unknown-to-mesh")
        let there = try await stand.atPractice()
        let lost = letters.filter { !there.contains($0.message.description) }
        #expect(Set(there).count == there.count && there.count == letters.count - 1)
        #expect(lost.map(\.facts.delivery) == [outcome.facts.delivery])
        await transport.child.stop()
        await stand.close()
    }
}
