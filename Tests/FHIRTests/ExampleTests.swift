import FHIR
import Foundation
import ITK
import Testing
import XML

/// The table of all published files, each with its verdict, stands in OperatorTests: ExampleVerdictTests.
@Suite("The published examples of ITK3, read into values and written again")
struct ExampleTests {
    private static let documents = ["ITK-EDIS-Example-1.xml", "ITK-OPL-Document-Bundle-1-Example-1.xml"]
        .map { "itk3/examples/\($0)" }
    private static let responses = ["10009", "20009", "20013", "30001"]
        .map { "itk3/responses/ITK-Response-\($0)-Example-1.xml" }
    private static let isThere = Cases.exist("itk3/examples")

    /// What our values do not cover of what the examples say: each stands in the text of a section too.
    private static let notCovered = [
        "AllergyIntolerance.category", "AllergyIntolerance.reaction", "Encounter.extension",
        "Encounter.hospitalization",
        "Encounter.location", "Encounter.participant", "Encounter.reason", "Encounter.type", "Medication.form",
        "MedicationStatement.dosage", "MedicationStatement.extension", "Procedure.bodySite",
    ]

    /// What of an example does not stand in it once it was read and written again.
    private func lost(_ data: Data) throws -> [String] {
        let bundle = try FHIRBundle(XMLReader.read(data))
        let written = try XMLWriter.document(bundle.element, namespace: FHIR.namespace)
        #expect((try FHIRBundle(XMLReader.read(written)) == bundle) as Bool)
        let before = try Leaves.read(data)
        let after = try Leaves.read(written)
        #expect(before.count > 20)
        #expect(Set(after.keys).isSubset(of: before.keys), "something was added")
        return before.filter { after[$0.key] != $0.value }.map { Leaves.names($0.key) }
    }

    @Test(
        "lose nothing of what our values cover", .enabled(if: isThere, "../shared/cases is absent"),
        arguments: documents + responses)
    func lossless(file: String) throws {
        let more = try lost(Cases.data(file)).filter { path in
            !Self.notCovered.contains { path.hasPrefix("\($0).") || path.hasPrefix("\($0)@") || path == $0 }
        }
        #expect(more == [])
    }

    @Test(
        "lose just what is said not to be covered", .enabled(if: isThere, "../shared/cases is absent"),
        arguments: notCovered)
    func uncovered(path: String) throws {
        let paths = try Self.documents.flatMap { try lost(Cases.data($0)) }
        #expect(paths.contains { $0.hasPrefix(path) }, "the examples do not have it, or it is covered")
    }

    @Test(
        "have only sections that we know, each with our title and code",
        .enabled(if: isThere, "../shared/cases is absent"),
        arguments: zip(documents, [TransferOfCareKind.inpatient, .outpatient]))
    func sections(file: String, kind: TransferOfCareKind) throws {
        let composition = try #require(try FHIRBundle(XMLReader.read(Cases.data(file))).composition)
        #expect(composition.profile == kind.compositionProfile)
        #expect(composition.sections.count > 5)
        for section in composition.sections {
            let heading = kind.sections.first { $0.coding.code == section.code?.code }
            #expect(heading?.title == section.title)
            #expect(heading?.coding.display == section.code?.display)
        }
    }

    @Test(
        "lose no word of a section that we take; what we would not show is refused by its name",
        .enabled(if: isThere, "../shared/cases is absent"), arguments: documents)
    func words(file: String) throws {
        let composition = try #require(try FHIRBundle(XMLReader.read(Cases.data(file))).composition)
        var taken = 0
        for section in composition.sections {
            let text = try #require(section.text)
            let html = text.content.map { String(decoding: XMLWriter.fragment($0), as: UTF8.self) }.joined()
            switch Result(catching: { () throws(HTMLError) in try HTML.read(html, showing: .simple) }) {
            case .success(let content):
                #expect((HTML.words(content) == HTML.words(text.content)) as Bool)
                taken += 1
            case .failure(.notShown(let element)): #expect(!HTMLTable.simple.elements.contains(element))
            default: Issue.record("a section of an official example cannot be read")
            }
        }
        #expect(taken > 5)
    }
}
