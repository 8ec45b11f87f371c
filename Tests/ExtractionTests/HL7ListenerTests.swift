import Documents
import Foundation
import HL7v2
import Letters
import Messages
import Testing

@testable import Extraction

@Suite("An HL7 port")
struct HL7ListenerTests {
    @Test("gives a signed letter to the pipeline and answers AA, with the sender's words back")
    func takes() async throws {
        let wire = try await Wire()
        let peer = try await wire.peer()
        try await peer.send(HL7Sample.with { $0.controlID = "IGENE:MFT:ORIE-251014-93" }.text)
        let answer = try #require(try await peer.answer())
        #expect(answer.contains("MSA|AA|IGENE:MFT:ORIE-251014-93\r"))
        #expect(answer.hasPrefix("MSH|^~\\&|MESHPOST|RZZ|EPR|RZZ|"))
        #expect(answer.contains("|P|2.4"))
        let facts = try #require(try await wire.facts().first)
        #expect(facts.recipient.description == "Y00001" && facts.revision == 1 && facts.kind == .outpatientLetter)
        let record = try JSONDecoder.meshPost.decode(
            LetterRecord.self, from: try await wire.documents.read(facts.record))
        #expect(record.patient.family == "QUILLFEATHER" && record.documentID == "D-1^EPR")
        #expect(try await wire.documents.read(try #require(record.document)) == Drop.pdf)
    }

    @Test("tells nothing of the patient in events, log and counts")
    func privacy() async throws {
        let wire = try await Wire()
        let peer = try await wire.peer()
        _ = try await peer.code(of: HL7Sample())
        _ = try await peer.code(
            of: HL7Sample.with {
                $0.practice = ""; $0.documentID = "D-2"
            })
        try await peer.write([0x0B] + Array(HL7Sample().text.utf8) + [0x0B])
        #expect(try await peer.answer() == nil)
        let bodies = try await wire.events().map { String(decoding: $0.body, as: UTF8.self) }.joined()
        let counts = String(decoding: try JSONEncoder().encode(try await wire.counts()), as: UTF8.self)
        for needle in ["QUILLFEATHER", "9990000018", "19700102", "1970-01-02", "D-1^EPR", "TEST STREET"] {
            #expect(!bodies.contains(needle) && !wire.log.contains(needle) && !counts.contains(needle))
        }
    }

    @Test("keeps a withheld message where a person can look at it, before its sender is told AA")
    func withheld() async throws {
        let wire = try await Wire()
        let sample = HL7Sample.with { $0.practice = "" }
        #expect(try await wire.code(of: sample) == "AA")
        #expect(try await wire.reasons() == ["practice-missing"])
        let kept = try #require(try await wire.journal.kept().first)
        #expect(kept.why == "practice-missing")
        #expect(try await wire.documents.read(kept.object) == Data(sample.text.utf8))
        let told = try #require(try await wire.events().first).payload(LetterWithheld.self)
        #expect(told.item == kept.item && told.revision == 0 && told.chain != nil)
        // Given again it is told once.
        #expect(try await wire.code(of: sample) == "AA")
        #expect(try await wire.events().count == 1)
        #expect(try await wire.counts().withheld == 2)
    }

    @Test("answers AR to a withheld letter where the feed wants that")
    func withheldAsRefused() async throws {
        var feed = Feed(name: "epr")
        feed.withheld = .refuse
        let wire = try await Wire([feed])
        #expect(try await wire.code(of: HL7Sample.with { $0.practice = "" }) == "AR")
        #expect(try await wire.counts().withheld == 1)
    }

    @Test("answers AR with the field and its code to what is never taken")
    func refused() async throws {
        let wire = try await Wire([HL7Sample.feed])
        let peer = try await wire.peer()
        for (sample, error) in [
            (HL7Sample.with { $0.type = "ORM^O01" }, "ERR|MSH^1^9^200&"),
            (HL7Sample.with { $0.event = "T99" }, "ERR|MSH^1^9^201&"),
            (HL7Sample.with { $0.application = "OTHER" }, "ERR|MSH^1^3^204&"),
        ] {
            try await peer.send(sample.text)
            let answer = try #require(try await peer.answer())
            #expect(answer.contains("MSA|AR|C1\r") && answer.contains(error), "\(answer)")
        }
        let counts = try await wire.counts()
        #expect(counts.rejected == 3 && counts.in == 3)
        #expect(try await wire.events().isEmpty)
        #expect(counts.feeds?.first { $0.name == "none" }?.refused == 1)
    }

    @Test("acknowledges and leaves alone what the feed ignores, and what is not signed yet")
    func ignored() async throws {
        let wire = try await Wire([HL7Sample.feed])
        #expect(try await wire.code(of: HL7Sample.with { $0.type = "ADT^A08" }) == "AA")
        #expect(try await wire.code(of: HL7Sample.with { $0.status = "DI" }) == "AA")
        let counts = try await wire.counts()
        #expect(counts.ignored == 1 && counts.unsigned == 1 && counts.in == 0)
        #expect(try await wire.events().isEmpty)
    }

    @Test("is a duplicate by number and content, whatever MSH-10 says, and answered AA")
    func duplicate() async throws {
        let wire = try await Wire()
        #expect(try await wire.code(of: HL7Sample()) == "AA")
        #expect(try await wire.code(of: HL7Sample.with { $0.controlID = "C2" }) == "AA")
        #expect(try await wire.facts().count == 1)
        // The same control id with another letter is another letter.
        #expect(try await wire.code(of: HL7Sample.with { $0.documentID = "D-2" }) == "AA")
        #expect(try await wire.facts().count == 2)
        #expect(try await wire.counts().duplicates == 1)
    }

    @Test("counts revisions where the feed says that the same number again is one, and knows each again")
    func revisions() async throws {
        var feed = Feed(name: "renal")
        feed.repeat = .revision
        let wire = try await Wire([feed])
        for title in ["First", "Second", "First", "Third", "Second"] {
            #expect(try await wire.code(of: HL7Sample.with { $0.title = title }) == "AA")
        }
        #expect(try await wire.facts().map(\.revision) == [1, 2, 3])
        #expect(try await wire.counts().duplicates == 2)
    }

    @Test("takes the messages of a connection in their order, however fast they come")
    func order() async throws {
        var feed = Feed(name: "renal")
        feed.repeat = .revision
        let wire = try await Wire([feed])
        let peer = try await wire.peer()
        let samples = (1...20).map { number in
            HL7Sample.with {
                $0.controlID = "C\(number)"; $0.title = "Revision \(number)"
            }
        }
        try await peer.write(samples.flatMap { FrameReader.frame($0.text.utf8) })
        for number in 1...20 { #expect(try await peer.answer()?.contains("MSA|AA|C\(number)\r") == true) }
        #expect(try await wire.facts().map(\.revision) == Array(1...20))
    }
}

extension HL7Sample {
    /// A feed of one sender, whose port ADT shares.
    static var feed: Feed {
        var feed = Feed(name: "epr")
        feed.application = ["EPR"]
        feed.ignore = ["ADT"]
        return feed
    }
}
