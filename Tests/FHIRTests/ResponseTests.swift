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
        identifier: String = original, code: String = "fatal-error", codings: [String], prolog: String = ""
    ) -> Data {
        let details = codings.map { "<issue><details><coding>\($0)</coding></details></issue>" }.joined()
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
            ("10009", ResponseCode.Kind.technical, false), ("20009", .technical, false), ("20013", .technical, true),
            ("30001", .business, true),
        ])
    func examples(code: String, kind: ResponseCode.Kind, isPositive: Bool) throws {
        let response = try ITKResponse.read(Cases.data("itk3/responses/ITK-Response-\(code)-Example-1.xml"))
        #expect(response.code.code == code)
        #expect(response.kind == kind)
        #expect(response.isPositive == isPositive)
        #expect(response.display?.isEmpty == false)
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
        #expect(response.kind == .business)
        #expect(!response.isPositive)
        #expect(response.display == nil)
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

    @Test("a good code under a bad response.code is not good news")
    func contradiction() throws {
        #expect(try !ITKResponse.read(bare(code: "fatal-error", codings: [#"<code value="30001"/>"#])).isPositive)
    }

    @Test("bad news does not hide behind good")
    func several() throws {
        let codings = [#"<code value="20013"/>"#, #"<code value="20009"/>"#]
        #expect(try ITKResponse.read(bare(code: "ok", codings: codings)).code.code == "20009")
    }

    @Test("a code of the ITK code system goes before a local one")
    func localCoding() throws {
        let system = #"<system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"/>"#
        let codings = [#"<system value="urn:local"/><code value="OK"/>"#, #"\#(system)<code value="20013"/>"#]
        #expect(try ITKResponse.read(bare(code: "ok", codings: codings)).isPositive)
    }

    @Test("a code that nobody knows is negative, and its first digit tells its kind")
    func unknownCode() throws {
        let response = try ITKResponse.read(bare(code: "ok", codings: [#"<code value="39999"/>"#]))
        #expect(response.kind == .business)
        #expect(!response.isPositive)
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
        #expect(failure(bare(identifier: "", codings: [#"<code value="20013"/>"#])) == .noIdentifier)
        #expect(failure(bare(codings: []), limit: 10)?.code == "response-too-large")
        let deep = String(repeating: "<a>", count: 500) + String(repeating: "</a>", count: 500)
        #expect(failure(Data(deep.utf8))?.code == "response-not-xml")
    }

    @Test(
        "the table of codes has the code system's codes, all that can answer a letter",
        .enabled(if: Cases.exist("itk3/profiles/CodeSystems"), "../shared/cases is absent"))
    func table() throws {
        let text = try String(
            decoding: Cases.data("itk3/profiles/CodeSystems/CodeSystem-ITK-ResponseCodes-1.xml"), as: UTF8.self)
        let codes = text.matches(of: /<code value="(?<code>\d{5})"/).map { String($0.output.code) }
        // 30005 and above are outcomes of referrals and registrations.
        #expect(Set(ResponseCode.all.map(\.code)) == Set(codes.filter { $0 < "30005" }))
    }
}
