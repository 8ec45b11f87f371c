import Foundation
import ITK
import Testing
import XML

/// A golden message with one thing changed, as the official schema and definitions see it and as we do.
struct ChangedMessage: Sendable, CustomTestStringConvertible {
    enum Verdict: Sendable {
        /// Wrong for them and for us.
        case wrong
        /// Right for them; for us only not what we write.
        case allowed
        /// A guide's rule or a form of text, which neither schema nor definition can say.
        case unseen
    }

    var good: String
    var bad: String
    var verdict: Verdict
    var testDescription: String { bad }

    init(_ good: String, _ bad: String, _ verdict: Verdict) {
        (self.good, self.bad, self.verdict) = (good, bad, verdict)
    }

    private static let gender = #"<gender value="female"/>"#

    static let all: [ChangedMessage] = [
        ChangedMessage(gender, gender + #"<nickname value="x"/>"#, .wrong),
        ChangedMessage(gender, gender + #"<active value="true"/>"#, .wrong),
        ChangedMessage(gender, "<gender value=\"Ann\"/>", .wrong),
        ChangedMessage(gender, #"<telecom><system value="phone"/><value value="1"/></telecom>"# + gender, .allowed),
        ChangedMessage(gender, "", .allowed),
        ChangedMessage(#"<mode value="snapshot"/>"#, #"<mode value="changes"/>"#, .wrong),
        ChangedMessage(#"<mode value="snapshot"/>"#, #"<mode value="snapshot"/><title value="x"/>"#, .allowed),
        ChangedMessage("<custodian>", #"<attester><mode value="legal"/></attester><custodian>"#, .wrong),
        ChangedMessage(#"<taken value="unk"/>"#, #"<taken value="y"/>"#, .allowed),
        ChangedMessage(#"<use value="official"/><family"#, #"<use value="usual"/><family"#, .wrong),
        ChangedMessage("<source><endpoint", #"<source><name value="x"/><endpoint"#, .wrong),
        ChangedMessage(#"<status value="completed"/>"#, #"<status value="aborted"/>"#, .wrong),
        ChangedMessage(
            #"<code value="716186003"/><display value="No known allergy"/>"#,
            #"<display value="No known allergy"/><code value="716186003"/>"#, .wrong),
        ChangedMessage(
            #"<code value="716186003"/><display value="No known allergy"/>"#,
            #"<code value="716186003"/><display value="No known allergy"/><nonsense value="1"/>"#, .wrong),
        ChangedMessage(
            #"<system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="9990000018"/>"#,
            #"<value value="9990000018"/><system value="https://fhir.nhs.uk/Id/nhs-number"/>"#, .wrong),
        ChangedMessage(#"<gender value="female"/>"#, #"<gender value="female" lang="en"/>"#, .wrong),
        ChangedMessage(#"<gender value="female"/>"#, #"<gender value="female">female</gender>"#, .wrong),
        ChangedMessage("<source><endpoint", #"<source><zzz value="1"/><endpoint"#, .wrong),
        ChangedMessage("<p>Admitted with", #"<p contenteditable="true">Admitted with"#, .wrong),
        ChangedMessage("<p>Admitted with", #"<p onclick="b()">Admitted with"#, .wrong),
        ChangedMessage("<p>Admitted with", #"<p><a href="http://a.test">Admitted</a> with"#, .unseen),
        ChangedMessage("<p>Admitted with", #"<p style="display:none">not</p><p>Admitted with"#, .unseen),
        ChangedMessage(#"<code value="408050008"/>"#, #"<code value="408050009"/>"#, .unseen),
        ChangedMessage(#"<value value="9990000018"/>"#, #"<value value="9990000019"/>"#, .unseen),
        ChangedMessage(#"<value value="Y00001"/>"#, #"<value value="y-1"/>"#, .unseen),
        ChangedMessage("<td>Testing Practice</td>", "<td>Y00001</td>", .unseen),
    ]
}

@Suite("A changed message")
struct AgreementTests {
    private static let schema = "stu3-core/schema/fhir-single.xsd"

    /// By the schema, and by the definition that each resource claims.
    private func isRightOutside(_ data: Data) throws -> Bool {
        guard try Schema.complaint(of: data, by: Cases.url(Self.schema)) == nil else { return false }
        return try XMLNode.read(data).resources.allSatisfy { resource in
            let judge = try resource.first("meta", "profile")?.value.flatMap { try ConformanceTests.judge($0) }
            return try #require(judge).judge(resource).isEmpty
        }
    }

    @Test(
        "is judged by the official schema and definitions as it is by us",
        .enabled(if: ConformanceTests.isSchemaThere, "the schema or xmllint is absent"), arguments: ChangedMessage.all)
    func verdicts(change: ChangedMessage) throws {
        let text = String(decoding: try ConformanceTests.fixture("inpatient-discharge/toc.xml"), as: UTF8.self)
        #expect(text.contains(change.good))
        let data = Data(text.replacing(change.good, with: change.bad).utf8)
        let violations = ITKProfile.violations(of: try XMLReader.read(data))
        #expect(!violations.isEmpty)
        #expect(violations.contains { !$0.isOurs } == (change.verdict != .allowed))
        #expect(try isRightOutside(data) == (change.verdict != .wrong))
    }

    @Test(
        "lacks what a definition demands by our tables too, whatever it lacks",
        .enabled(if: ConformanceTests.isSchemaThere, "../shared/cases is absent"),
        arguments: ["inpatient-discharge/toc.xml", "clinical-letter/send-document.xml"])
    func lacking(name: String) throws {
        let root = try XMLReader.read(ConformanceTests.fixture(name))
        var seen: Set<String> = []
        var wrong = 0
        for resource in root.everything {
            // To judge by the thousands of rows that define its sections takes minutes.
            if resource.name == "Composition", name.hasSuffix("toc.xml") { continue }
            guard let url = resource.first("meta", "profile")?.valueText, seen.insert(url).inserted,
                let profile = ITKProfile.all[url], let judge = try ConformanceTests.judge(url)
            else { continue }
            for changed in Removal.all(from: resource) where changed.first("meta", "profile") != nil {
                let problems = try judge.judge(XMLNode.read(XMLWriter.document(changed)))
                guard !problems.isEmpty else { continue }
                wrong += 1
                #expect(profile.violations(of: changed).contains { !$0.isOurs }, "\(url): \(problems)")
            }
        }
        #expect(wrong > 30)
    }
}
