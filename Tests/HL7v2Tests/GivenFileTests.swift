import Foundation
import Letters
import Testing

@testable import HL7v2

/// The manifest's reading of the given files.
@Suite("The given HL7 files", .enabled(if: GivenFiles.areThere, "../shared/cases is absent"))
struct GivenFileTests {
    private func messages(_ path: String) throws -> [HL7Message] {
        try Batch(try GivenFiles.bytes(path)).messages.map { try HL7Message($0) }
    }

    private func judge(_ path: String, _ change: (inout Feed) -> Void = { _ in }) throws -> Judgement.Verdict {
        var feed = Sample.feed
        change(&feed)
        return Sample.judge(try messages(path)[0], feed)
    }

    @Test(
        "that are letters are taken with the default rules",
        arguments: [
            "quirks/q01-split-odd-lengths.hl7", "quirks/q05-base64-with-escaped-breaks.hl7",
            "quirks/q08-rtf-escaped.hl7", "quirks/q10-rtf-base64.hl7", "quirks/q15-nhs-in-pid2.hl7",
            "quirks/q18-nhs-nhsnbr.hl7", "quirks/q27-msh18-utf8.hl7", "quirks/q39-z-and-nte.hl7",
            "quirks/q41-text-lines.hl7", "quirks/q46-enhanced.hl7", "mdm-samples/01-t02-authenticated-pdf.hl7",
            "mdm-samples/02-t02-legally-authenticated.hl7",
        ])
    func taken(path: String) throws {
        let verdict = try judge(path)
        let letter = try #require(verdict.letter, "\(verdict)")
        #expect(letter.documents.count == 1)
        #expect(letter.patient.nhsNumber?.isTestNumber == true)
    }

    @Test("say what the manifest says: status F, the practice in PD1-4, a doctor's code, a bare T03, a test")
    func policies() throws {
        #expect(try judge("quirks/q12-status-F.hl7").codes == ["sign-off-unknown"])
        #expect(try judge("quirks/q12-status-F.hl7") { $0.signed = [Condition("TXA-17", in: ["F"])] }.letter != nil)
        #expect(try judge("quirks/q21-practice-in-pd1-4.hl7").codes == ["practice-missing"])
        #expect(try judge("quirks/q21-practice-in-pd1-4.hl7") { $0.practice = ["PD1-4[2].1"] }.letter != nil)
        #expect(try judge("quirks/q24-gp-code-only.hl7").codes == ["practice-missing"])
        #expect(try judge("quirks/q34-t03-cancel.hl7").codes == ["status-unclear"])
        let cancels = [[Condition("MSH-9.2", in: ["T03"]), Condition(field: "TXA-17", test: .absent)]]
        #expect(
            try judge("quirks/q34-t03-cancel.hl7") { $0.withdrawn += cancels }
                == .withdrawal(documentID: "Q-q05-base64-with-escaped-breaks"))
        #expect(try judge("quirks/q48-processing-T.hl7").refusal?.code == .processingID)
    }

    @Test("that are text and names keep every character")
    func text() throws {
        #expect(
            try judge("quirks/q41-text-lines.hl7").letter?.text
                == "Dear Doctor\n\n    Paracetamol   1 g   four times a day\n    Amoxicillin   500 mg\nYours\nDr T & colleagues\n"
        )
        #expect(try judge("quirks/q27-msh18-utf8.hl7").letter?.patient.family.hasSuffix("UKASZ-O'NEIL") == true)
        #expect(try judge("quirks/q08-rtf-escaped.hl7").letter?.text.contains(#"\b in six weeks"#) == true)
    }

    @Test("hold a batch of three letters in one frame")
    func batch() throws {
        let batch = Batch(try GivenFiles.bytes("quirks/q31-batch.hl7"))
        #expect(batch.isBatch && !batch.miscounts)
        let letters = try batch.messages.map { Sample.judge(try HL7Message($0)).letter }
        #expect(letters.compactMap { $0?.documentID } == ["Q-q31-batcha", "Q-q31-batchb", "Q-q31-batchc"])
    }

    @Test("of other systems get a verdict each, and only letters for a signed-off document")
    func others() throws {
        for path in GivenFiles.all where !path.hasPrefix("quirks/") && !path.hasPrefix("mdm-samples/") {
            guard let message = try? messages(path).first else { continue }
            #expect(Sample.judge(message, isLive: false).letter == nil, "\(path) has no practice, or no document")
            if path.hasPrefix("adt/") { #expect(Sample.judge(message).refusal?.code == .messageType) }
        }
        #expect(try judge("simhospital/mdm-t02-1.hl7").refusal?.code == .processingID)
        let simulated = Sample.judge(try messages("simhospital/mdm-t02-1.hl7")[0], isLive: false)
        #expect(simulated == .unsigned(documentID: "8CZ5WWM0QGQMA"))
        #expect(Sample.judge(try messages("simhospital/oru-1.hl7")[0], isLive: false).refusal?.segment == "OBX")
    }
}
