import Foundation
import Letters
import Messages
import Testing

@testable import Conversion

@Suite("The workflow of a message")
struct WorkflowTests {
    private static let rows = """
        Y00061,Open Practice,EMIS,,,LOCAL_LETTERS,X26GP061,mesh,,,,
        Y00062,National Practice,EMIS,,toc,TOC_FHIR_OP_ATTEN,X26GP062,mesh,,,,
        Y00063,Testing Practice,EMIS,,toc,TOC_TEST,X26GP063,mesh,,,,

        """
    private static let table = """
        {"routes": [{"system": "EMIS", "formats": ["toc", "kettering"]}], "fallback": {"toc": ["kettering"]},
         "workflows": {"kettering": "OTHER_LETTERS"}}
        """

    @Test(
        "is the practice's own only for what its row is about; a national format keeps that of the kind of letter",
        arguments: [
            ("outpatient-letter", "Y00061", true, "toc", "TOC_FHIR_OP_ATTEN"),
            ("outpatient-letter", "Y00061", false, "kettering", "LOCAL_LETTERS"),
            ("outpatient-letter", "Y00062", false, "kettering", "OTHER_LETTERS"),
            ("inpatient-discharge", "Y00062", true, "toc", "TOC_FHIR_IP_DISCH"),
            ("outpatient-letter", "Y00063", true, "toc", "TOC_TEST"),
        ])
    func rows(kind: String, ods: String, hasSections: Bool, format: String, workflow: String) async throws {
        let stand = try Stand(table: Self.table, rows: Self.rows)
        defer { stand.remove() }
        var record = try await Sample.fixture(kind, in: stand.store)
        if !hasSections { record.sections = [] }
        let converted = try await stand.converted(record, for: ods)
        #expect(converted.format == format && converted.workflow == workflow)
        #expect(try await stand.envelope(converted).workflow == workflow)
    }
}
