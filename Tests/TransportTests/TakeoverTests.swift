import Broker
import Documents
import Foundation
import GRDB
import Letters
import Mesh
import Messages
import TestSupport
import Testing

@testable import Transport

/// Checks, with real processes, that a mailbox has one sender at a time (deploy/docs/DESIGN.md, rules 3 and 10).
@Suite(
    "Two transports on one state directory", .serialized,
    .enabled(if: RabbitMQNode.isInstalled && ProductDirectory.executable("transport") != nil, "no RabbitMQ"))
struct TakeoverTests {
    @Test("send each letter once though the one that works is stopped in mid-body and wakes later")
    func stopped() async throws { try await stop(size: 10_000) }

    @Test("send each letter once though the one that works is stopped in the body of a letter of 20 MB and wakes later")
    func stoppedInALongBody() async throws { try await stop(size: 20_000_000) }

    private func stop(size: Int) async throws {
        let stand = try await ProcessStand(
            faults: size > 1_000_000 ? [] : [StrictMesh.Fault(.slow, on: .send, rate: 1, milliseconds: 200)])
        let first = try stand.service("transport-1")
        let second = try stand.service("transport-2")
        try first.child.start()
        try await first.ready()
        try second.child.start()
        var letters: [SampleLetter] = []
        for number in 1...(size > 1_000_000 ? 6 : 30) {
            let letter = try await SampleLetter(number, in: stand.documents, size: size, isNoise: true)
            letters.append(letter)
            try await stand.publish(letter)
        }
        let ledger = try DatabaseQueue(
            path: stand.folders.root.appending(path: "state/transport.sqlite").path,
            configuration: Self.readOnly)
        try await eventually("a letter is on the wire") {
            guard try await stand.mesh.accepted() >= 1 else { return false }
            return try await ledger.read { try !SendLedger.messages(in: .offered, $0).isEmpty }
        }
        first.child.signal(SIGSTOP)
        try await eventually("the standby has taken over", within: .seconds(30)) {
            try await ledger.read { try LeaseRow.epoch($0) } == 2
        }
        let isEvery = { stand.events(.letterSent).count == letters.count }
        try await eventually("some of the letters are told of") { stand.events(.letterSent).count >= 3 }
        first.child.signal(SIGCONT)
        try await eventually("every letter is told of", within: .seconds(90), isEvery)
        try await eventually("the former one ends", within: .seconds(30)) { !first.child.isRunning }
        let there = try await stand.atPractice()
        #expect(there.count == letters.count)
        #expect(Set(there) == Set(letters.map(\.message.description)))
        await second.child.stop()
        await stand.close()
    }

    @Test("are not needed for a thousand letters, one in five of whose answers is lost", .timeLimit(.minutes(5)))
    func answersLost() async throws {
        let stand = try await ProcessStand(faults: [StrictMesh.Fault(.lost, on: .send, rate: 0.2)])
        let transport = try stand.service("transport")
        try transport.child.start()
        try await transport.ready()
        var expected: Set<String> = []
        for number in 1...1000 {
            let letter = try await SampleLetter(number, in: stand.documents)
            expected.insert(letter.message.description)
            try await stand.publish(letter)
        }
        try await eventually("every letter is told of", within: .seconds(200)) {
            stand.events(.letterSent).count == 1000
        }
        #expect(try await stand.mesh.accepted() == 1000)
        let there = try await stand.atPractice()
        #expect(there.count == 1000 && Set(there) == expected)
        #expect(stand.events(.letterRefused).isEmpty)
        await transport.child.stop()
        await stand.close()
    }

    private static var readOnly: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return configuration
    }
}
