import Foundation
import HL7v2
import Testing

@testable import Operator

@Suite("meshpost hl7 explain")
struct ExplainTests {
    private static let now = Date(timeIntervalSince1970: 1_795_363_200)
    private static let pdf = Data("%PDF-1.4\n%%EOF\n".utf8).base64EncodedString()

    private static func message(status: String = "AU", sender: String = "EPR") -> String {
        [
            #"MSH|^~\&|\#(sender)|RZZ|MESHPOST|RZZ|20261120101500||MDM^T02^MDM_T02|C1|P|2.4"#,
            "PID|1||9990000018^^^NHS^NH||TEST^ANN||19700102|F", "PD1|||TEST SURGERY^^Y00001",
            "TXA|1|OL^Outpatient letter||||20261120090000|||C9999998^CONSULTANT^TEST|||D-1|||||\(status)",
            "OBX|1|ED|LETTER||^application^pdf^Base64^\(pdf)||||||F",
        ].map { $0 + "\r" }.joined()
    }

    private func explain(_ text: String, _ feeds: [Feed] = [Feed(name: "epr")], showsPatient: Bool = false)
        -> Explanation
    {
        Explanation(
            Array(text.utf8), feeds: feeds, isLive: true, showsPatient: showsPatient,
            now: Self.now)
    }

    @Test("prints each rule, the field that it read, and the letter")
    func letter() {
        let explanation = explain(Self.message())
        let text = explanation.lines.joined(separator: "\n")
        for words in [
            "signed  TXA-17 = AU: holds: TXA-17 one of AU, LA", "practice  PD1-3.3 = Y00001",
            "kind  TXA-2 = OL: outpatient-letter",
            "identity  TXA-12 = (3 characters): the document's number", "document  OBX-5: application/pdf, 15 bytes",
            "A letter: outpatient-letter, signed 2026-11-20T10:15:00Z, for Y00001, 1 document.",
        ] { #expect(text.contains(words), "\(words)\n\(text)") }
        #expect(explanation.without == 0)
        for secret in ["9990000018", "TEST", "D-1", "1970"] { #expect(!text.contains(secret), "\(secret)") }
        #expect(explain(Self.message(), showsPatient: true).lines.joined().contains("9990000018"))
    }

    @Test("prints why there is none, for each message of a batch or of a stream of frames")
    func none() {
        let draft = explain(Self.message(status: "DO"))
        #expect(draft.lines.last == "Not signed off yet: no letter, and no fault.")
        let withheld = explain(Self.message(status: "F"))
        #expect(withheld.lines.contains { $0.hasPrefix("  sign-off-unknown: ") })
        let frames =
            FrameReader.frame(Self.message().utf8) + FrameReader.frame(Self.message(status: "X").utf8) + [0x0B, 0x41]
        let three = Explanation(frames, feeds: [Feed(name: "epr")], isLive: true, showsPatient: false, now: Self.now)
        #expect(three.count == 3 && three.without == 2)
        #expect(three.lines.contains { $0.contains("broken (cut-off)") })
        var renal = Feed(name: "renal")
        renal.application = ["REN"]
        #expect(explain(Self.message(), [renal]).lines.last?.contains("code 204") == true)
        #expect(explain("hello").without == 1)
    }
}
