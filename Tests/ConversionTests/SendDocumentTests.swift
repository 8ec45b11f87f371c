import Documents
import FHIR
import Foundation
import ITK
import Letters
import Messages
import TestSupport
import Testing

@testable import Conversion

@Suite("A letter for GP Connect Send Document")
struct SendDocumentTests {
    static let cases: [(name: String, ods: String, role: RecipientRole)] = [
        ("inpatient-discharge", "Y00001", .registeredPractice), ("outpatient-letter", "Y00001", .registeredPractice),
        ("clinical-letter", "Y00002", .copy),
    ]

    /// Returns the bytes of the document bundle within a message.
    private func document(_ message: Data) throws -> Data {
        let start = try #require(message.range(of: Data("<resource><Bundle>".utf8)))
        let end = try #require(message.range(of: Data("</Bundle></resource>".utf8)))
        return message[start.lowerBound..<end.upperBound]
    }

    private func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

    @Test("made twice gives the same event and the same objects")
    func deterministic() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let event = try await stand.extracted(Sample.record(in: stand.store))
        let first = try await stand.handle(event)
        let second = try await stand.handle(event)
        #expect(first == second)
        #expect(first.time == event.time)
        #expect(first.traceparent == event.traceparent)
    }

    @Test("is the same document for every recipient; only the header differs")
    func oneDocument() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store)
        let own = try await stand.message(stand.converted(record))
        let copy = try await stand.message(stand.converted(record, for: "Y00002", role: .copy))
        #expect(try document(own) == document(copy))
        #expect(text(own).contains(#"<code value="FA"/><display value="For Action"/>"#))
        #expect(text(copy).contains(#"<code value="FI"/><display value="For Information"/>"#))
        #expect(own != copy)
    }

    @Test("is announced with the answers that can come, and an envelope that holds address and subject")
    func announcement() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store)
        let outcome = try await stand.handle(stand.extracted(record))
        let converted = try outcome.payload(LetterConverted.self)
        #expect(outcome.type == .letterConvertedForMesh)
        #expect(converted.expects == [.collected, .technical, .business])
        #expect(converted.format == "send-document")
        #expect(converted.workflow == "GPCONNECT_SEND_DOCUMENT")
        #expect(converted.mailbox == "X26GP001")
        #expect(converted.message.mediaType == "application/fhir+xml")
        let envelope = try await stand.envelope(converted)
        let id = converted.attempt.message.description
        #expect(envelope.localID == id)
        #expect(envelope.fileName == "\(id).xml")
        #expect(envelope.to == nil)
        let line =
            "Outpatient clinic letter for Ann TEST, NHS Number: 9990000018, seen at Testing Hospitals, RXX, Version: 2"
        #expect(envelope.subject == line)
    }

    @Test("bears the message id as MessageHeader id and as the outer bundle's")
    func ids() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let converted = try await stand.converted(Sample.record(in: stand.store))
        let message = text(try await stand.message(converted))
        let id = converted.attempt.message.description
        #expect(message.contains(#"<Bundle xmlns="http://hl7.org/fhir"><id value="\#(id)"/>"#))
        #expect(message.contains(#"<MessageHeader><id value="\#(id)"/>"#))
    }

    @Test("tells the practice nothing of the hospital's own identifiers, and the broker nothing of the patient")
    func discreet() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let outcome = try await stand.handle(stand.extracted(Sample.record(in: stand.store)))
        let message = text(try await stand.message(outcome.payload(LetterConverted.self)))
        for secret in ["EPR-000102", "RBS123456"] { #expect(!message.contains(secret)) }
        for secret in ["9990000018", "Ann", "2015-03-04", "ZZ99", "EPR-000102"] {
            #expect(!text(outcome.body).contains(secret))
        }
    }

    @Test("with attachments has a section for each, the letter itself first")
    func attachments() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let second = SamplePDF.document(pages: [["An attachment"]])
        let other = try await stand.store.put(second, mediaType: "application/pdf")
        let record = try await Sample.record(in: stand.store) { $0.attachments = [other] }
        let message = text(try await stand.message(stand.converted(record)))
        #expect(message.components(separatedBy: "<section>").count == 3)
        let letter = try #require(message.range(of: Sample.pdf.base64EncodedString()))
        let attachment = try #require(message.range(of: second.base64EncodedString()))
        #expect(letter.lowerBound < attachment.lowerBound)
    }

    @Test("sent again is another message with the same document")
    func resent() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store)
        let first = try await stand.converted(record)
        let facts = first.facts
        let again = try await stand.handle(stand.event(.letterResend, LetterOutcome(facts: facts), cause: "again"))
            .payload(LetterConverted.self)
        #expect(again.attempt.message != first.attempt.message)
        #expect(try await document(stand.message(again)) == document(stand.message(first)))
    }

    @Test("rerouted goes to the successor's recipient")
    func rerouted() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store)
        let old = try await stand.facts(record, for: "Y00099", role: .registeredPractice)
        let new = try await stand.facts(record, for: "Y00001", role: .registeredPractice)
        let rerouted = LetterRerouted(facts: old, successor: new, by: OperatorAction(name: "o", reason: "moved"))
        let outcome = try await stand.handle(stand.event(.letterRerouted, rerouted))
        #expect(try outcome.payload(LetterConverted.self).facts == new)
        #expect(outcome.subject == new.delivery.description)
    }

    @Test("made anew replaces the document that the event names, or none, within the same attempt")
    func reconverted() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let former = Identity.chain(source: "epr", documentID: "EPR-1")
        let record = try await Sample.record(in: stand.store) { ($0.revision, $0.replaces) = (1, former) }
        let first = try await stand.converted(record)
        #expect(text(try await stand.message(first)).contains(#"<relatesTo><code value="replaces"/>"#))
        let anew = LetterOutcome(facts: first.facts, attempt: first.attempt)
        let second = try await stand.handle(stand.event(.letterReconvert, anew)).payload(LetterConverted.self)
        #expect(!text(try await stand.message(second)).contains("relatesTo"))
        #expect(second.attempt == first.attempt)
    }

    @Test("names the replaced document by an identifier that all its versions share")
    func replaces() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let former = try await Sample.record(in: stand.store) {
            $0.chain = Identity.chain(source: "a", documentID: "b")
        }
        let record = try await Sample.record(in: stand.store) { ($0.revision, $0.replaces) = (1, former.chain) }
        let identifier = FHIR.id(DocumentIdentity.composition(former.chain))
        #expect(text(try await stand.message(stand.converted(former))).contains(identifier))
        #expect(
            text(try await stand.message(stand.converted(record))).contains(
                #"<targetIdentifier><system value="\#(FHIR.uuidSystem)"/><value value="\#(identifier)"/>"#))
    }
}
