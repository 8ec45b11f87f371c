import FHIR
import Foundation
import ITK
import Letters
import Synchronization
import Testing

@Suite("The messages of the fixtures")
struct ConformanceTests {
    static let kinds = [
        "inpatient-discharge", "emergency-discharge", "mental-health-discharge", "outpatient-letter", "clinical-letter",
    ]
    static let names =
        kinds.map { "\($0)/send-document.xml" } + kinds.filter { $0 != "clinical-letter" }.map { "\($0)/toc.xml" }
        + ["send-document.xml", "toc.xml"].map { "discharge-for-information/\($0)" }
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")
    private static let itk = "itk3/profiles/StructureDefinitions"
    private static let careConnect = "itk3/careconnect/constraints"
    static let isSchemaThere =
        Cases.exist("stu3-core/schema/fhir-single.xsd") && Schema.isThere

    /// The definition that an element claims to keep, or that its URL names; nil for those not among the cases.
    static func judge(_ url: String) throws -> StructureJudge? {
        let name = url.split(separator: "/").last.map(String.init) ?? url
        if let known = judges.withLock({ $0[name] }) { return known }
        let file = [itk, careConnect].map { "\($0)/\(name).xml" }.first { Cases.exist($0) }
        let judge = try file.map { try StructureJudge(Cases.data($0)) }
        judges.withLock { $0[name] = judge }
        return judge
    }

    /// Those that were read; a definition has thousands of lines.
    private static let judges = Mutex<[String: StructureJudge?]>([:])

    static func fixture(_ name: String) throws -> Data {
        try Data(contentsOf: fixtures.appending(path: "\(name)"))
    }

    @Test(
        "keep the schema of FHIR STU3",
        .enabled(if: isSchemaThere, "the schema or xmllint is absent"), arguments: names)
    func schema(name: String) throws { try judge(name, by: "stu3-core/schema/fhir-single.xsd") }

    @Test(
        "of ITK 2 keep the schema of the distribution envelope",
        .enabled(if: isSchemaThere && Cases.exist(envelope), "the schema or xmllint is absent"), arguments: kinds)
    func envelopes(kind: String) throws { try judge("\(kind)/itk2.xml", by: Self.envelope) }

    private static let envelope = "itk2/xsd/distributionEnvelope-v2-0.xsd"

    private func judge(_ name: String, by schema: String) throws {
        let said = try Schema.complaint(of: Self.fixtures.appending(path: name), by: Cases.url(schema))
        #expect(said == nil, "\(said ?? "")")
    }

    @Test(
        "keep the StructureDefinitions that their resources claim",
        .enabled(if: Cases.exist(itk) && Cases.exist(careConnect), "../shared/cases is absent"), arguments: names)
    func profiles(name: String) throws {
        let message = try XMLNode.read(Self.fixture(name))
        var judged: Set<String> = []
        for resource in message.resources {
            let url = try #require(resource.first("meta", "profile")?.value)
            let judge = try #require(try Self.judge(url), "\(url) is not among the definitions")
            #expect(judge.judge(resource) == [], "\(url)")
            judged.insert(url.split(separator: "/").last.map(String.init) ?? url)
        }
        for node in message.everything where node.name == "extension" {
            guard let url = node.attributes["url"], let judge = try Self.judge(url) else { continue }
            #expect(judge.judge(node) == [], "\(url)")
            judged.insert(url.split(separator: "/").last.map(String.init) ?? url)
        }
        #expect(
            judged.isSuperset(of: [
                "ITK-Message-Bundle-1", "ITK-MessageHeader-2", "ITK-Document-Bundle-1", "CareConnect-Patient-1",
                "ITK-Attachment-Binary-1", "CareConnect-ITK-Header-Organization-1",
                "Extension-ITK-MessageHandling-2", "Extension-CareConnect-CareSettingType-1",
            ]))
    }

    @Test("refer to nothing that is not in them", arguments: names)
    func references(name: String) throws {
        let message = try XMLNode.read(Self.fixture(name))
        let urls = Set(message.everything.filter { $0.name == "fullUrl" }.compactMap(\.value))
        let references = message.everything.filter { $0.name == "reference" }.compactMap(\.value)
            .filter { $0.hasPrefix("urn:") }
        #expect(!references.isEmpty)
        #expect(Set(references).isSubset(of: urls))
    }

    @Test(
        "would be judged wrong by the definitions if they were",
        .enabled(if: Cases.exist(itk), "../shared/cases is absent"),
        arguments: [
            (#"<type value="message"/>"#, #"<type value="batch"/>"#, "Bundle.type"),
            ("<timestamp value=", "<other value=", "MessageHeader.timestamp"),
            (#"<use value="official"/>"#, #"<use value="usual"/>"#, "Patient.name:official"),
            ("<source>", #"<source><name value="a"/>"#, "MessageHeader.source.name"),
            (#"<title value="Outpatient"#, #"<other value="Outpatient"#, "Composition.title"),
            (#"<extension url="LocalExtension">"#, #"<extension url="Other">"#, "extension:LocalExtension"),
        ])
    func judgeJudges(good: String, bad: String, path: String) throws {
        let text = String(decoding: try Self.fixture("outpatient-letter/send-document.xml"), as: UTF8.self)
        #expect(text.contains(good))
        let message = try XMLNode.read(Data(text.replacing(good, with: bad).utf8))
        let resources = try message.resources.flatMap { resource in
            try resource.first("meta", "profile")?.value.flatMap { try Self.judge($0)?.judge(resource) } ?? []
        }
        let extensions = try message.everything.filter { $0.name == "extension" }.flatMap { node in
            try node.attributes["url"].flatMap { try Self.judge($0)?.judge(node) } ?? []
        }
        #expect((resources + extensions).contains { $0.contains(path) })
    }
}
