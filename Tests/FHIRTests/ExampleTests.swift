import FHIR
import Foundation
import ITK
import Letters
import Testing
import XML

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("The examples that the specifications give")
struct ExampleTests {
    private static let formats = ["itk3/examples", "itk3/responses", "itk2/examples", "kettering", "r4"]

    /// Every XML file of a format that we read or write, among the cases.
    private static let files: [String] = formats.flatMap { folder in
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Cases.url(folder).path)) ?? []
        return names.filter { $0.hasSuffix(".xml") && !$0.hasPrefix("StructureDefinition") }.sorted()
            .map { "\(folder)/\($0)" }
    }
    private static let isThere = !files.isEmpty

    @Test(
        "are read, and written again hold every element, attribute and word",
        .enabled(if: isThere, "../shared/cases is absent"), arguments: files)
    func lossless(file: String) throws {
        let data = try Cases.data(file)
        let root = try XMLReader.read(data, keepsDocumentType: true)
        let written = try XMLWriter.document(root)
        let before = try Pieces.read(data)
        let after = try Pieces.read(written)
        #expect(before.count > 5)
        // Not compared as a whole: to tell how two long lists differ takes minutes.
        let place = zip(before, after).enumerated().first { $1.0 != $1.1 }
        #expect(place == nil, "\(place.map { "\($0.element.0) became \($0.element.1)" } ?? "")")
        #expect(before.count == after.count)
        #expect((try XMLReader.read(written) == root) as Bool)
    }

    private static let documents = [
        ("ITK-EDIS-Example-1.xml", TransferOfCareKind.inpatient),
        ("ITK-OPL-Document-Bundle-1-Example-1.xml", .outpatient),
    ]

    @Test(
        "of Transfer of Care have only sections that we know, each with our title and code",
        .enabled(if: isThere, "../shared/cases is absent"), arguments: documents)
    func sections(name: String, kind: TransferOfCareKind) throws {
        let root = try XMLReader.read(Cases.data("itk3/examples/\(name)"))
        let composition = try #require(root.everything.first { $0.name == "Composition" })
        #expect(composition.first("meta", "profile")?.valueText == kind.compositionProfile)
        let sections = composition.all("section")
        #expect(sections.count > 5)
        for section in sections {
            let coding = section.first("code", "coding")
            let heading = kind.sections.first { $0.coding.code == coding?.first("code")?.valueText }
            #expect(heading?.title == section.first("title")?.valueText)
            #expect(heading?.coding.display == coding?.first("display")?.valueText)
        }
    }

    @Test(
        "of Transfer of Care lose no word of a section that we take; what we would not show is refused by its name",
        .enabled(if: isThere, "../shared/cases is absent"), arguments: documents)
    func words(name: String, kind: TransferOfCareKind) throws {
        let root = try XMLReader.read(Cases.data("itk3/examples/\(name)"))
        let composition = try #require(root.everything.first { $0.name == "Composition" })
        var taken = 0
        for section in composition.all("section") {
            let division = try #require(section.first("text", "div"))
            let html = division.children.map { String(decoding: XMLWriter.fragment($0), as: UTF8.self) }.joined()
            switch Result(catching: { () throws(HTMLError) in try HTML.read(html, showing: .simple) }) {
            case .success(let content):
                #expect((HTML.words(content) == HTML.words(division.children)) as Bool)
                taken += 1
            case .failure(.notShown(let element)): #expect(!HTMLTable.simple.elements.contains(element))
            case .failure(.broken): Issue.record("a section of an official example cannot be read")
            }
        }
        #expect(taken > 5)
    }

    @Test(
        "are judged by what we would send: a wrong NHS number is named, and never repeated",
        .enabled(if: isThere, "../shared/cases is absent"))
    func judged() throws {
        let root = try XMLReader.read(Cases.data("itk3/examples/ITK-EDIS-Example-1.xml"))
        let number = try #require(
            root.everything.first { $0.name == "Patient" }?.all("identifier").first {
                $0.first("system")?.valueText == "https://fhir.nhs.uk/Id/nhs-number"
            }?.first("value")?.valueText)
        #expect(NHSNumber(number) == nil, "the specification's own example fails Modulus 11")
        let violations = ITKProfile.violations(of: root)
        #expect(violations.contains { $0.path == "Patient.identifier.value" && $0.problem.contains("NHS number") })
        #expect(!violations.contains { $0.description.contains(number) })
        #expect(violations.allSatisfy { !$0.path.isEmpty && !$0.problem.isEmpty })
    }
}

/// What a parser of another hand finds in a document, in order: elements with their attributes, and words.
private final class Pieces: NSObject, XMLParserDelegate {
    private var found: [String] = []
    /// Text that may go on: a parser gives it in pieces.
    private var pending = ""

    static func read(_ data: Data) throws -> [String] {
        let pieces = Pieces()
        let parser = XMLParser(data: data)
        parser.delegate = pieces
        guard parser.parse() else { throw XMLNode.Unreadable(line: parser.lineNumber) }
        return pieces.found
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        settle()
        let told = attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        found.append("<\(qualifiedName ?? name) \(told.joined(separator: " "))>")
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        settle()
        found.append("</\(qualifiedName ?? name)>")
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { note(string) }

    func parser(_ parser: XMLParser, foundCDATA block: Data) { note(String(decoding: block, as: UTF8.self)) }

    private func note(_ text: String) { pending += text }

    private func settle() {
        found += pending.split(whereSeparator: \.isWhitespace).map(String.init)
        pending = ""
    }
}
