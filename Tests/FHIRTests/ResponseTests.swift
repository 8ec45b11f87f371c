import Foundation
import ITK
import Letters
import TestSupport
import Testing
import XML

@Suite("Reading ITK3 responses")
struct ResponseTests {
    static let original = "cf5e5969-2a93-400f-bf6f-709f101bcf87"

    /// As little as real systems send.
    private func bare(
        identifier: String = original, code: String = "fatal-error", codings: [String], severity: String? = nil,
        prolog: String = ""
    ) -> Data {
        let grade = severity.map { "<severity value=\"\($0)\"/>" } ?? ""
        let details = codings.map { "<issue>\(grade)<details><coding>\($0)</coding></details></issue>" }.joined()
        return Data(
            """
            \(prolog)<Bundle xmlns="http://hl7.org/fhir"><entry><resource><MessageHeader><response>
            <identifier value="\(identifier)"/><code value="\(code)"/></response></MessageHeader></resource></entry>
            <entry><resource><OperationOutcome>\(details)</OperationOutcome></resource></entry></Bundle>
            """.utf8)
    }

    private func failure(_ data: Data, limit: Int = ITKResponse.usualLimit) -> ITKResponseError? {
        do {
            _ = try ITKResponse.read(data, limit: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "the official examples of responses are read",
        .enabled(if: Cases.exist("itk3/responses"), "../shared/cases is absent"),
        arguments: [
            ("10009", AnswerCode.Speaker.system, false), ("20009", .system, false), ("20013", .system, true),
            ("30001", .practice, true),
        ])
    func examples(code: String, speaker: AnswerCode.Speaker, isPositive: Bool) throws {
        let response = try ITKResponse.read(Cases.data("itk3/responses/ITK-Response-\(code)-Example-1.xml"))
        #expect(response.findings.map(\.code.code) == [code])
        #expect(response.findings.map(\.code.speaker) == [speaker])
        #expect(response.isPositive == isPositive)
        if code == "10009" {
            #expect(response.identifier == ITKResponse.unreadableOriginal)
            #expect(response.answeredMessage == nil)
        } else {
            #expect(response.answeredMessage != nil)
        }
    }

    @Test("a response with nothing but the three values is enough")
    func lenient() throws {
        let response = try ITKResponse.read(bare(codings: [#"<code value="30002"/>"#]))
        #expect(response.answeredMessage?.description == Self.original)
        #expect(response.findings.map(\.code.speaker) == [.practice])
        #expect(!response.isPositive)
    }

    @Test(
        "the id of the original is found with a prefix or in capitals too",
        arguments: [
            "urn:uuid:\(original)", original.uppercased(), " \(original) ",
        ])
    func identifiers(text: String) throws {
        let response = try ITKResponse.read(bare(identifier: text, code: "ok", codings: [#"<code value="20013"/>"#]))
        #expect(response.answeredMessage?.description == Self.original)
        #expect(response.isPositive)
    }

    @Test("elements with a namespace prefix are read like those without")
    func prefixed() throws {
        let plain = String(decoding: bare(code: "ok", codings: [#"<code value="30001"/>"#]), as: UTF8.self)
        let prefixed = plain.replacing("</", with: "</f:").replacing("xmlns=", with: "xmlns:f=")
            .replacing(/<(?<name>[A-Za-z])/) { "<f:\($0.output.name)" }
        #expect(try ITKResponse.read(Data(prefixed.utf8)).isPositive)
    }

    private func codes(_ response: ITKResponse) -> [String] { response.findings.map(\.code.code) }

    @Test(
        "a good code that the answer itself calls an error is not good news: a person decides",
        arguments: [
            ("fatal-error", nil), ("transient-error", nil), ("ok", "fatal"), ("ok", "error"),
            ("fatal-error", "information"),
        ] as [(String, String?)])
    func contradiction(code: String, severity: String?) throws {
        for good in ["20013", "30001", "30004"] {
            let coding = #"<code value="\#(good)"/>"#
            let response = try ITKResponse.read(bare(code: code, codings: [coding], severity: severity))
            #expect(!response.isPositive)
            #expect(codes(response) == ["contradictory-answer"])
            #expect(response.findings.first?.detail.contains(good) == true)
        }
    }

    @Test("a bad code is bad news whatever severity it comes with", arguments: [nil, "information", "warning"])
    func mildSeverity(severity: String?) throws {
        let response = try ITKResponse.read(
            bare(code: "ok", codings: [#"<code value="20009"/>"#], severity: severity))
        #expect(codes(response) == ["20009"])
    }

    @Test("bad news does not hide behind good")
    func several() throws {
        let codings = [#"<code value="20013"/>"#, #"<code value="20009"/>"#]
        #expect(try codes(ITKResponse.read(bare(code: "ok", codings: codings))) == ["20009"])
    }

    @Test("the system's and the practice's good news in one answer are both read")
    func both() throws {
        let codings = [#"<code value="20013"/>"#, #"<code value="30001"/>"#]
        let response = try ITKResponse.read(bare(code: "ok", codings: codings))
        #expect(response.isPositive)
        #expect(codes(response) == ["20013", "30001"])
    }

    private static let system = #"<system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"/>"#

    @Test("a code of the ITK code system goes before a local one")
    func localCoding() throws {
        let codings = [#"<system value="urn:local"/><code value="OK"/>"#, #"\#(Self.system)<code value="20013"/>"#]
        #expect(try ITKResponse.read(bare(code: "ok", codings: codings)).isPositive)
    }

    @Test("a code counts in its own code system only")
    func foreignSystem() throws {
        let foreign = #"<system value="http://x.example/cs"/><code value="30001"/>"#
        #expect(try codes(ITKResponse.read(bare(code: "ok", codings: [foreign]))) == ["foreign-code-system"])
        let beside = bare(code: "ok", codings: [foreign, #"\#(Self.system)<code value="20013"/>"#], severity: "fatal")
        #expect(try !ITKResponse.read(beside).isPositive, "a foreign error is not passed over")
        let draft = #"<system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-Acknowledgement-1"/>"#
        #expect(
            try codes(ITKResponse.read(bare(code: "ok", codings: [#"\#(draft)<code value="41001"/>"#]))) == ["41001"])
        let mixed = bare(code: "ok", codings: [#"\#(draft)<code value="30001"/>"#])
        #expect(try codes(ITKResponse.read(mixed)) == ["unknown-response-code"])
    }

    @Test("a code that nobody knows is decided by a person, and its first digit tells who spoke")
    func unknownCode() throws {
        let response = try ITKResponse.read(bare(code: "ok", codings: [#"<code value="39999"/>"#]))
        #expect(response.findings.map(\.code.speaker) == [.practice])
        #expect(response.findings.map(\.code.sign) == [.undecided])
    }

    @Test(
        "answers that were believed once are not, or not in part",
        .enabled(if: Cases.exist("../hardening"), "../shared/cases is absent"),
        arguments: [
            ("answer-30001.xml", ["30001"]), ("answer-foreign-code-system.xml", ["foreign-code-system"]),
            ("answer-severity-fatal-30001.xml", ["contradictory-answer"]),
            ("answer-two-issues.xml", ["20013", "30001"]),
        ])
    func hardening(file: String, expected: [String]) throws {
        let text = String(decoding: try Cases.data("../hardening/\(file)"), as: UTF8.self)
        let response = try ITKResponse.read(Data(text.replacing("@OUR-MESSAGE-ID@", with: Self.original).utf8))
        #expect(response.answeredMessage?.description == Self.original)
        #expect(codes(response) == expected)
    }

    @Test("entities and document types are refused, inside as outside")
    func entities() {
        let prolog = #"<!DOCTYPE Bundle [<!ENTITY a SYSTEM "file:///etc/passwd">]>"#
        #expect(failure(bare(codings: [#"<code value="20013"/>"#], prolog: prolog)) == .notXML(.documentType))
    }

    @Test("an answer is read in UTF-16 too, and refused in what could hide something")
    func encodings() throws {
        let answer = bare(code: "ok", codings: [#"<code value="20013"/>"#])
        let text = String(decoding: answer, as: UTF8.self).replacing(/<\?xml.*?\?>/, with: "")
        let wide = Data("\u{FEFF}\(text)".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        #expect(try ITKResponse.read(wide) == ITKResponse.read(answer))
        let hidden = Data("<?xml version=\"1.0\" encoding=\"UTF-7\"?>\(text)".utf8)
        #expect(failure(hidden) == .notXML(.encoding))
        #expect(failure(Data("<Bundle><i".utf8) + [0xE5] + Data("d/></Bundle>".utf8)) == .notXML(.characters(line: 1)))
    }

    @Test("damaged answers are read or refused by name, and each time the same")
    func mutants() {
        let good = [
            bare(code: "ok", codings: [#"<code value="20013"/>"#]),
            bare(identifier: "urn:uuid:00000000-0000-4000-8000-000000000001", codings: [#"<code value="30001"/>"#]),
        ]
        var mutations = Mutations(
            seed: 53, of: good, tokens: ["<!DOCTYPE a>", "&a;", "<MessageHeader>", "value=", "\""])
        for round in 0..<Mutations.rounds(usual: 1000) {
            let data = mutations.mutant()
            let (first, second) = (failure(data), failure(data))
            #expect(first == second, "round \(round)")
        }
    }

    @Test("what is no response is told apart")
    func failures() {
        #expect(failure(Data("not XML".utf8))?.code == "response-not-xml")
        #expect(failure(Data()) != nil)
        #expect(failure(Data("<Bundle/>".utf8)) == .notResponse)
        #expect(failure(bare(codings: [])) == .noCode)
        #expect(failure(bare(identifier: "", codings: [#"<code value="20013"/>"#])) == nil)
        #expect(failure(bare(codings: []), limit: 10)?.code == "response-too-large")
        let deep = String(repeating: "<a>", count: 500) + String(repeating: "</a>", count: 500)
        #expect(failure(Data(deep.utf8))?.code == "response-not-xml")
    }
}
