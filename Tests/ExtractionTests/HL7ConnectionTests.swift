import CDispatch
import Documents
import Foundation
import HL7v2
import Journal
import Letters
import Messages
import TestSupport
import Testing

@testable import Extraction

@Suite("A connection to an HL7 port")
struct HL7ConnectionTests {
    @Test("answers AE while the store is away, says so in readiness, and takes the letter when it is back")
    func storeAway() async throws {
        let wire = try await Wire()
        try wire.setStoreAway(true)
        let peer = try await wire.peer()
        #expect(try await peer.code(of: HL7Sample()) == "AE")
        #expect(wire.trouble != nil)
        #expect(try await wire.counts().in == 0)
        try wire.setStoreAway(false)
        #expect(try await peer.code(of: HL7Sample()) == "AA")
        #expect(wire.trouble == nil)
        #expect(try await wire.facts().count == 1)
    }

    @Test("keeps a letter whose sender wants no answer until the store takes it")
    func unanswered() async throws {
        let wire = try await Wire()
        try wire.setStoreAway(true)
        let peer = try await wire.peer()
        try await peer.send(HL7Sample.with { $0.wants = "NE|NE" }.text)
        try await eventually("the trouble is told", within: .seconds(20)) { wire.trouble != nil }
        try wire.setStoreAway(false)
        try await eventually("the letter is taken", within: .seconds(20)) { try await wire.facts().count == 1 }
        #expect(try await wire.counts().feeds?.first?.answers == ["AA": 1])
    }

    @Test(
        "closes the connection without an answer that would be late; the letter counts, and its repeat is a duplicate")
    func late() async throws {
        let wire = try await Wire { $0.answerWithin = Waiting(.milliseconds(300)) }
        let peer = try await wire.peer()
        let journal = wire.journal.journal
        // The journal is kept busy for longer than an answer may take.
        let gate = DispatchSemaphore(value: 0)
        async let busy: Void = journal.write { _ in gate.wait() }
        #expect(try await peer.code(of: HL7Sample()) == nil)
        gate.signal()
        try await busy
        try await eventually("the letter is taken", within: .seconds(20)) { try await wire.facts().count == 1 }
        let again = try await wire.code(of: HL7Sample())
        #expect(again == "AA")
        #expect(try await wire.facts().count == 1)
    }

    @Test("keeps a broken frame, answers nothing, and closes where the next frame cannot be told")
    func broken() async throws {
        let wire = try await Wire()
        let text = Array(HL7Sample().text.utf8)
        let peer = try await wire.peer()
        // The end of the first was lost: two messages, of which neither is answered.
        try await peer.write([0x0B] + text + [0x0B] + text + [0x1C, 0x0D])
        #expect(try await peer.answer() == nil)
        let kept = try await wire.journal.kept()
        #expect(kept.map(\.why) == ["start-inside"])
        #expect(try await wire.documents.read(try #require(kept.first).object).count == 2 * text.count + 3)
        #expect(try await wire.events().isEmpty)

        // Without its first byte, and the next one can be told.
        let other = try await wire.peer()
        try await other.write(text + [0x1C, 0x0D])
        #expect(try await other.code(of: HL7Sample()) == "AA")
        #expect(try await wire.journal.kept().map(\.why).sorted() == ["start-inside", "start-missing"])
    }

    @Test("takes a frame whose last byte is left out, and one whose sender ends its side")
    func leftOut() async throws {
        let wire = try await Wire()
        let peer = try await wire.peer()
        try await peer.write([0x0B] + Array(HL7Sample().text.utf8) + [0x1C])
        #expect(try await peer.answer()?.contains("MSA|AA|C1") == true)
        let other = try await wire.peer()
        try await other.send(HL7Sample.with { $0.documentID = "D-2" }.text)
        other.endWriting()
        #expect(try await other.answer()?.contains("MSA|AA|C1") == true)
        #expect(try await other.answer() == nil)
    }

    @Test("takes a batch and answers each message in it")
    func batch() async throws {
        let wire = try await Wire()
        let peer = try await wire.peer()
        let messages = (1...3).map { number in
            HL7Sample.with {
                $0.controlID = "C\(number)"; $0.documentID = "D-\(number)"
            }.text
        }
        try await peer.send("FHS|^~\\&\rBHS|^~\\&\r" + messages.joined() + "BTS|3\rFTS|1\r")
        for number in 1...3 { #expect(try await peer.answer()?.contains("MSA|AA|C\(number)\r") == true) }
        #expect(try await wire.facts().count == 3)
    }

    @Test("takes a letter of 20 MB, and small ones beside it")
    func large() async throws {
        let wire = try await Wire { $0.answerWithin = Waiting(.seconds(120)) }
        let large = Data("%PDF-1.4\n".utf8) + Data(repeating: 0x41, count: 20_000_000) + Data("\n%%EOF\n".utf8)
        let peer = try await wire.peer()
        let sample = HL7Sample.with { $0.document = large }
        async let answer = peer.code(of: sample)
        #expect(try await wire.code(of: HL7Sample.with { $0.documentID = "D-2" }) == "AA")
        #expect(try await answer == "AA")
        let facts = try await wire.facts()
        #expect(facts.count == 2)
    }

    @Test("closes what is silent, and serves hundreds of connections at a time")
    func connections() async throws {
        let wire = try await Wire {
            $0.idle = Waiting(.seconds(3))
            $0.silence = Waiting(.milliseconds(300))
        }
        var peers: [MLLPPeer] = []
        for _ in 0..<200 { peers.append(try await wire.peer()) }
        for (number, peer) in peers.enumerated() where number.isMultiple(of: 20) {
            #expect(try await peer.code(of: HL7Sample.with { $0.documentID = "D-\(number)" }) == "AA")
        }
        let half = try await wire.peer()
        try await half.write([0x0B] + Array("MSH|^~".utf8))
        #expect(try await half.answer() == nil)
        #expect(try await wire.journal.kept().map(\.why) == ["cut-off"])
        #expect(try await peers[1].answer() == nil)
    }

    @Test("refuses who is not among its peers, and more connections than it may have")
    func peers() async throws {
        let others = try await Wire { $0.peers = [PeerRange("192.0.2.0/24")].compactMap(\.self) }
        #expect(try await others.peer().answer() == nil)
        #expect(others.log.contains("connection refused; its address is not among the peers"))
        let one = try await Wire { $0.connections = 1 }
        let first = try await one.peer()
        #expect(try await first.code(of: HL7Sample()) == "AA")
        #expect(try await one.peer().answer() == nil)
        #expect(try await first.code(of: HL7Sample.with { $0.documentID = "D-2" }) == "AA")
    }

    @Test("says what it would serve, and when its port is taken")
    func check() async throws {
        let wire = try await Wire()
        var source = HL7Source(name: "other", port: wire.port, feeds: [Feed(name: "epr")])
        func found() async throws -> [String] {
            let admission = wire.admission
            return try await HL7Listener(source, admission: admission, isLive: true).check()
        }
        #expect(try await found().first?.contains("served already") == true)
        source.port = 0
        #expect(try await found().first?.contains("can be served") == true)
    }

    @Test("speaks TLS with who shows a certificate of its authority, and with nobody else")
    func tls() async throws {
        let certificates = try TestCertificates()
        let wire = try await Wire {
            $0.idle = Waiting(.seconds(2))
            $0.tls = HL7Source.TLS(
                certificate: certificates.path("server.crt"), keyFile: certificates.path("server.key"),
                clients: certificates.path("ca.crt"))
        }
        let message = wire.root.appending(path: "message")
        try Data(FrameReader.frame(HL7Sample().text.utf8)).write(to: message)
        func answer(_ options: String) async throws -> String {
            let client = ChildProcess(
                "openssl", executable: URL(filePath: "/bin/sh"),
                arguments: [
                    "-c",
                    "openssl s_client -quiet -connect 127.0.0.1:\(wire.port) \(options) < '\(message.path)'",
                ], environment: [:], log: wire.root.appending(path: UUID().uuidString))
            try client.start()
            try await eventually("the connection is closed", within: .seconds(30)) { !client.isRunning }
            return try client.output()
        }
        let authority = "-CAfile '\(certificates.path("ca.crt"))'"
        let known = "-cert '\(certificates.path("client.crt"))' -key '\(certificates.path("client.key"))'"
        #expect(try await answer("\(authority) \(known)").contains("MSA|AA|C1"))
        #expect(try await !answer(authority).contains("MSA|"))
        #expect(try await wire.counts().taken == 1)
        #expect(try await wire.code(of: HL7Sample()) == nil)
    }
}
