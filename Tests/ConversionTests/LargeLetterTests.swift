import Documents
import Foundation
import Letters
import Messages
import Renditions
import Testing

@testable import Conversion

@Suite("A letter with a large document")
struct LargeLetterTests {
    private static let rows = """
        Y00020,Roomy Practice,EMIS,,send-document,,X26GP020,mesh,90000000,yes,,
        Y00021,Narrow Practice,EMIS,,send-document,,X26GP021,mesh,3000000,yes,,
        Y00022,Usual Practice,EMIS,,send-document,,X26GP022,mesh,6000000,yes,,

        """

    /// Returns a scan of `side` × `side` pixels of noise, which cannot be compressed.
    static func scan(side: Int, catalogue: String = "") -> Data {
        var state: UInt32 = 1
        let pixels = Data(
            (0..<side * side).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(state >> 24)
            })
        let digits = Array("0123456789abcdef".utf8)
        let hexadecimal =
            String(decoding: pixels.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self) + ">"
        let content = "BT /F1 11 Tf 60 780 Td (Aspirin 75 mg once daily.) Tj ET q 500 0 0 500 40 100 cm /I Do Q"
        return SamplePDFs.file([
            "<< /Type /Catalog /Pages 2 0 R \(catalogue) >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
                + "/Resources << /Font << /F1 4 0 R >> /XObject << /I 6 0 R >> >> >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
            "<< /Type /XObject /Subtype /Image /Width \(side) /Height \(side) /BitsPerComponent 8 "
                + "/ColorSpace /DeviceGray /Filter /ASCIIHexDecode /Length \(hexadecimal.utf8.count) >>\nstream\n"
                + "\(hexadecimal)\nendstream",
        ])
    }

    @Test("is streamed: the practice gets every byte of it, and the event says that nothing was altered")
    func whole() async throws {
        let stand = try Stand(rows: Self.rows)
        defer { stand.remove() }
        let scan = Self.scan(side: 1200)
        let record = try await Sample.record(in: stand.store, document: scan)
        let converted = try await stand.converted(record, for: "Y00020")
        let message = String(decoding: try await stand.message(converted), as: UTF8.self)
        let start = try #require(message.range(of: "<content value=\""))
        let base64 = message[start.upperBound...].prefix { $0 != "\"" }
        #expect(Data(base64Encoded: String(base64)) == scan)
        let proof = try #require(converted.documents?.first)
        #expect(!proof.isAltered && proof.alterations.isEmpty && proof.words == 5 && proof.images == 1)
    }

    @Test("over the recipient's limit is resampled; both files are kept, and both hashes stand in the event")
    func resampled() async throws {
        let stand = try Stand(rows: Self.rows)
        defer { stand.remove() }
        let scan = Self.scan(side: 2400)
        let record = try await Sample.record(in: stand.store, document: scan)
        let converted = try await stand.converted(record, for: "Y00021")
        #expect(converted.message.size <= 3_000_000)
        let proof = try #require(converted.documents?.first)
        #expect(proof.alterations == ["resampled"])
        #expect(proof.isAltered && proof.original.sha256 != proof.sent.sha256)
        #expect(try await stand.store.read(proof.original) == scan)
        #expect(try await stand.store.read(proof.sent).count == proof.sent.size)
    }

    @Test("and large attachments over the recipient's limit: all of them are made smaller, as far as is needed")
    func several() async throws {
        let stand = try Stand(rows: Self.rows)
        defer { stand.remove() }
        let scan = Self.scan(side: 1500)
        let attachment = try await stand.store.put(scan, mediaType: "application/pdf")
        let small = try await stand.store.put(Sample.pdf, mediaType: "application/pdf")
        let record = try await Sample.record(in: stand.store, document: scan) {
            $0.attachments = [attachment, small, attachment]
        }
        let converted = try await stand.converted(record, for: "Y00022")
        #expect(converted.message.size <= 6_000_000)
        #expect(
            converted.documents?.map(\.alterations) == [["resampled"], ["resampled"], [], ["resampled"]])
    }

    @Test("that is digitally signed is never made smaller, nor an image")
    func signed() async throws {
        let stand = try Stand(rows: Self.rows)
        defer { stand.remove() }
        let scan = Self.scan(side: 2400, catalogue: SamplePDFs.signature)
        let record = try await Sample.record(in: stand.store, document: scan)
        let outcome = try await stand.handle(stand.extracted(record, for: "Y00021")).payload(LetterOutcome.self)
        #expect(outcome.reason?.code == "document-signed")
        let whole = try await stand.converted(record, for: "Y00020")
        #expect(whole.documents?.first?.isAltered == false)
        let signed = SamplePDFs.page(catalogue: SamplePDFs.signature)
        let (fax, _) = try await CorpusTests.engines.render(signed, as: .tiff, limit: nil, signedAt: Sample.signedAt)
        #expect(fax.fault?.fault == .signed)
    }
}
