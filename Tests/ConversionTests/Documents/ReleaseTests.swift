import Documents
import Foundation
import Letters
import Messages
import Renditions
import TestSupport
import Testing

@testable import Conversion

/// Conversion's handling of a document that it refuses as doubtful, and of a person's release.
@Suite("A document that is doubted")
struct ReleaseTests {
    /// A document with a line in white on white: the text of its page is complete, but the line cannot be seen.
    private static let white = SampleRTF.document(
        pages: [["Dear colleague,", "thank you for seeing her."]], white: "Stop the synthetic tablet.")

    private func record(_ document: Data, _ type: DocumentType, in stand: Stand) async throws -> LetterRecord {
        var record = try await Sample.record(in: stand.store, document: nil)
        record.document = try await stand.store.put(document, mediaType: type.rawValue)
        return record
    }

    /// Returns the event that a person publishes to release the documents of a refusal.
    private func release(_ refused: LetterOutcome, _ released: [ReleasedDocument]?, _ stand: Stand) throws -> Event {
        try stand.event(
            .letterReleased,
            LetterOutcome(
                facts: refused.facts, by: OperatorAction(name: "pat", reason: "seen"),
                released: released ?? refused.doubt?.whenReleased),
            cause: "release")
    }

    @Test("is kept with its pages for a person, and goes as these when he releases them, in each format and again")
    func released() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await record(Self.white, .rtf, in: stand)
        let asked = try await stand.extracted(record)
        let refusal = try await stand.handle(asked)
        #expect(refusal.type == .letterRefused)
        let refused: LetterOutcome = try refusal.payload()
        let doubt = try #require(refused.doubt)
        #expect(refused.reason?.code == "document-content-lost" && doubt.code == "document-content-lost")
        #expect(doubt.source == record.document && doubt.page == 1 && doubt.count ?? 0 > 0)
        let pages = try await stand.store.read(doubt.pages)
        #expect(DocumentType(contentOf: pages) == .pdf)
        #expect(refused.reason?.detail.contains("synthetic") == false)

        let outcome = try await stand.handle(try release(refused, nil, stand))
        #expect(outcome.type == .letterConvertedForMesh)
        let converted: LetterConverted = try outcome.payload()
        let sent = try #require(converted.documents?.first)
        #expect(sent.sent.sha256 == doubt.pages.sha256 && sent.original == doubt.source)
        #expect(sent.alterations == ["converted", "released"])
        let message = String(decoding: try await stand.message(converted), as: UTF8.self)
        #expect(message.contains(pages.base64EncodedString()))
        #expect(converted.attempt.id != refused.attempt?.id && converted.attempt.released == doubt.whenReleased)

        // Transport asks for a reconversion within the same attempt: the release still holds.
        let again = try await stand.handle(
            stand.event(
                .letterReconvert, LetterOutcome(facts: converted.facts, attempt: converted.attempt), cause: "anew"))
        #expect(again.type == .letterConvertedForMesh)
        // A new attempt is not covered by the release, so that the document is doubted again.
        let resent = try await stand.handle(
            stand.event(.letterResend, LetterOutcome(facts: converted.facts), cause: "again"))
        #expect(resent.type == .letterRefused)
        let original = try Stand(table: #"{"routes": [], "original": ["EMIS"]}"#)
        defer { original.remove() }
        let other = try await self.record(Self.white, .rtf, in: original)
        let doubted: LetterOutcome = try await original.handle(original.extracted(other)).payload()
        let gone: LetterConverted = try await original.handle(try release(doubted, nil, original)).payload()
        // A practice that takes originals gets the released pages in place of the original.
        #expect(gone.documents?.first?.sent.sha256 == doubted.doubt?.pages.sha256)
    }

    @Test("is not released by pages that it does not have any more, and says so")
    func differs() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let refused: LetterOutcome = try await stand.handle(
            stand.extracted(try await record(Self.white, .rtf, in: stand))
        ).payload()
        let doubt = try #require(refused.doubt)
        let other = ReleasedDocument(
            source: doubt.source.sha256, pages: String(repeating: "0", count: 64), code: doubt.code)
        let outcome = try await stand.handle(try release(refused, [other], stand))
        #expect(outcome.type == .letterRefused)
        let told: LetterOutcome = try outcome.payload()
        #expect(told.reason?.code == "released-pages-differ")
        #expect(told.doubt?.pages == doubt.pages)
        // The person looks again and releases the document as it is now.
        let released = try await stand.handle(try release(told, nil, stand))
        #expect(released.type == .letterConvertedForMesh)
        // A release of another document does not count.
        let foreign = ReleasedDocument(source: "00", pages: doubt.pages.sha256, code: doubt.code)
        #expect(try await stand.handle(try release(refused, [foreign], stand)).type == .letterRefused)
    }

    @Test("with an unknown construct is for a person where its words are all there, and refused for good where not")
    func unknown() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let whole = SampleOffice.docx(SampleOffice.paragraph("Dear colleague,") + "<w:p><w:r><w:hologram/></w:r></w:p>")
        let refused: LetterOutcome = try await stand.handle(
            stand.extracted(try await record(whole, .docx, in: stand))
        ).payload()
        #expect(refused.reason?.code == "document-construct-unknown")
        #expect(refused.doubt?.construct == "w:hologram")
        let lost = SampleOffice.docx(
            SampleOffice.paragraph("Dear colleague,") + "<w:p><w:r><w:hologram/></w:r></w:p>"
                + "<w:p><w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>Warfarin STOP</w:t></w:r></w:p>")
        let worse: LetterOutcome = try await stand.handle(
            stand.extracted(try await record(lost, .docx, in: stand))
        ).payload()
        #expect(worse.reason?.code == "document-construct-unknown" && worse.doubt == nil)
    }

    @Test(
        "is nobody's to release where it is dangerous, locked, damaged or empty",
        arguments: [
            ("document-encrypted", RefusalTests.encrypted), ("document-broken", Data(Sample.pdf.prefix(200))),
            ("document-active-content", SamplePDFs.page(catalogue: "/AcroForm << /XFA (x) /Fields [] >>")),
            ("document-empty", SamplePDF.document(pages: [[]])),
        ])
    func never(code: String, document: Data) async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let event = try await stand.extracted(try await record(Data(document), .pdf, in: stand))
        let refused: LetterOutcome = try await stand.handle(event).payload()
        #expect(refused.reason?.code == code)
        #expect(refused.doubt == nil)
        // A release for such a document has no effect.
        let word = ReleasedDocument(
            source: refused.facts.record.sha256, pages: String(repeating: "0", count: 64), code: code)
        let document = try #require(
            try JSONDecoder.meshPost.decode(
                LetterRecord.self, from: try await stand.store.read(refused.facts.record)
            ).document)
        let named = ReleasedDocument(source: document.sha256, pages: document.sha256, code: code)
        for released in [[word], [named]] {
            #expect(try await stand.handle(try release(refused, released, stand)).type == .letterRefused)
        }
    }
}
