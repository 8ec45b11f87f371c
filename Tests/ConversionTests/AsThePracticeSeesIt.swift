import Foundation
import Letters
import Testing

@testable import Practice

@Suite("A message as the practice's system sees it")
struct AsThePracticeSeesIt {
    private func judgement(_ example: GoldenCase, system: String, workflow: String) throws -> Judgement {
        let data = try Data(contentsOf: Fixture.url(example.kind, example.file))
        return Judgement(
            data, workflow: workflow, from: "X26HOSP1",
            practice: .init(mailbox: "M", password: "p", ods: example.ods, system: system))
    }

    private static let structured = [
        "inpatient-discharge": "TOC_FHIR_IP_DISCH", "emergency-discharge": "TOC_FHIR_EC_DISCH",
        "mental-health-discharge": "TOC_FHIR_MH_DISCH", "outpatient-letter": "TOC_FHIR_OP_ATTEN",
        "discharge-for-information": "TOC_FHIR_IP_DISCH",
    ]
    private static let systems = [
        "Y00011": "EMIS", "Y00012": "TPP", "Y00013": "VISION", "Y00014": "OTHER", "Y00015": "EMIS",
    ]

    @Test(
        "keeps every rule by which the practice judges",
        arguments: GoldenCase.all.filter { !$0.isFolder })
    func judged(example: GoldenCase) throws {
        let workflow =
            switch example.file {
            case "send-document.xml", "send-document-original.xml": "GPCONNECT_SEND_DOCUMENT"
            case "toc.xml": try #require(Self.structured[example.kind])
            default: "LOCAL_LETTERS"
            }
        let judgement = try judgement(example, system: Self.systems[example.ods] ?? "EMIS", workflow: workflow)
        #expect(judgement.finding == nil, "\(judgement.finding?.sentence ?? "")")
        #expect(judgement.facts.nhsNumber?.hasPrefix("999") == true)
        #expect(judgement.isAnswered == (workflow != "LOCAL_LETTERS"))
    }

    @Test("would be refused by another kind of system, and by another workflow's rules")
    func elsewhere() throws {
        for example in GoldenCase.all where example.file == "kettering.xml" {
            let own = Self.systems[example.ods]
            let other = own == "VISION" ? "OTHER" : "VISION"
            #expect(try judgement(example, system: other, workflow: "LOCAL_LETTERS").finding?.code == .payload)
        }
        for example in GoldenCase.all where example.file == "toc.xml" {
            let judged = try judgement(example, system: "EMIS", workflow: "GPCONNECT_SEND_DOCUMENT")
            #expect(judged.finding?.code == .definition)
        }
    }
}
