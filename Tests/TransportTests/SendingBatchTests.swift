import Foundation
import GRDB
import Journal
import Letters
import Messages
import TestSupport
import Testing

@testable import Transport

@Suite("Letters that are ready at once")
struct SendingBatchTests {
    private func letters(_ numbers: Range<Int>, in stand: TransportStand) async throws -> [SampleLetter] {
        var letters: [SampleLetter] = []
        for number in numbers { letters.append(try await SampleLetter(number, in: stand.documents)) }
        return letters
    }

    private func offered(_ stand: TransportStand) async throws -> Int {
        try await stand.journal.read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM sends WHERE offers > 0") ?? 0
        }
    }

    @Test("reach their practice once each when the process ends while some are offered, which are a bounded number")
    func ended() async throws {
        let mesh = try FakeMesh()
        let former = try TransportStand(mesh)
        let width = former.sender.width
        let most = Sender.mostIntended(width)
        let letters = try await letters(0..<most + width, in: former)
        mesh.interpose(.wait) { $0.method == "POST" && $0.path.hasSuffix("/outbox") }
        try await former.running {
            for letter in letters { try await former.tell(letter.converted) }
            try await until { try await offered(former) == most }
        }
        #expect(try await offered(former) == most)
        #expect(mesh.sent.isEmpty)

        mesh.interposeNothing()
        former.lease.drop()
        let stand = try TransportStand(mesh, settle: 1, after: former)
        try await stand.running {
            try await until { stand.broker.types.count { $0 == "letter.sent" } == letters.count }
        }
        #expect(mesh.sent.map(\.localID).sorted() == letters.map(\.message.description).sorted())
    }

    @Test("are sent although one of them cannot be")
    func poison() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letters = try await letters(0..<30, in: stand)
        let poison: LetterConverted = try letters[11].converted.payload()
        try FileManager.default.removeItem(at: stand.directory.appending(path: "documents/\(poison.message.location)"))
        try await stand.running {
            for letter in letters { try await stand.tell(letter.converted) }
            try await until { stand.broker.types.count { $0 == "letter.sent" } == letters.count - 1 }
        }
        let others = letters.filter { $0.message != letters[11].message }
        #expect(stand.mesh.sent.map(\.localID).sorted() == others.map(\.message.description).sorted())
        #expect(try await stand.phase(letters[11].message) == .intended)
    }

    @Test("leave in the order of their chain, each after the one before it was accepted")
    func chain() async throws {
        let stand = try TransportStand(try FakeMesh())
        var events: [Event] = []
        var chains: [[MessageID]] = []
        for number in 0..<6 {
            var revisions: [SampleLetter] = []
            for revision in 1...3 {
                revisions.append(try await SampleLetter(number, in: stand.documents, revision: revision))
            }
            chains.append(revisions.map(\.message))
            events += revisions.map(\.converted)
        }
        try await stand.running {
            for event in events { try await stand.tell(event) }
            try await until { stand.broker.types.count { $0 == "letter.sent" } == events.count }
        }
        let sent = stand.mesh.sent.map(\.localID)
        for chain in chains {
            let ids = chain.map(\.description)
            #expect(sent.filter { ids.contains($0) } == ids)
        }
    }
}
