import Foundation
import Letters
import Messages
import Testing

@testable import Conversion

@Suite("What the source gives beside the sections")
struct CodedTests {
    private static let text = #"{"routes": [], "text": ["EMIS"]}"#
    private static let asthma = CodedEntry(system: "ICD-10", code: "J45.9", display: "Asthma of the test")
    private static let local = CodedEntry(system: "PAS", code: "17", display: "Seventeen of the test")

    private func message(_ record: LetterRecord, for ods: String, in stand: Stand) async throws -> String {
        String(decoding: try await stand.message(try await stand.converted(record, for: ods)), as: UTF8.self)
    }

    @Test(
        "is read by the practice where no section says it, in every format that shows text",
        arguments: [
            "Y00010", "Y00015", "Y00018",
        ])
    func unsaid(ods: String) async throws {
        let stand = try Stand(table: Self.text)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) {
            $0.coded.diagnoses = [Self.asthma]
            $0.coded.procedures = [CodedEntry(display: "Spirometry of the test"), Self.local]
        }
        let message = try await message(record, for: ods, in: stand)
        for words in [
            "<li>Asthma of the test</li>", "<li>Seventeen of the test</li>", "<li>Spirometry of the test</li>",
        ] {
            #expect(message.replacing("&lt;", with: "<").replacing("&gt;", with: ">").contains(words))
        }
        #expect(message.contains(#"<system value="http://hl7.org/fhir/sid/icd-10"/>"#) == (ods == "Y00010"))
        // The codes of the hospital's own system mean nothing to the practice.
        #expect(!message.contains("PAS"))
    }

    @Test("is not said twice where a section says it in its own words' order and spacing")
    func said() async throws {
        let stand = try Stand(table: Self.text)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) {
            $0.sections.append(.init(heading: "Diagnoses", html: "<p>asthma  of\nthe <b>test</b>, stable</p>"))
            $0.coded.diagnoses = [Self.asthma]
        }
        for ods in ["Y00010", "Y00015", "Y00018"] {
            let message = try await message(record, for: ods, in: stand)
            #expect(!message.contains("Asthma of the test</li>"), "\(ods)")
            #expect(!message.contains("Asthma of the test&lt;/li"), "\(ods)")
        }
    }

    @Test("is not said by a line that only has its words in it")
    func denied() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) {
            $0.sections.append(.init(heading: "Diagnoses", html: "<p>No asthma of the test</p>"))
            $0.coded.diagnoses = [Self.asthma]
        }
        #expect(try await message(record, for: "Y00010", in: stand).contains("<li>Asthma of the test</li>"))
    }

    @Test(
        "is a list where all of it has codes that the format takes, and else text alone: half a list would pass for all",
        arguments: [
            ("snomed", "111088007", true), ("snomed", "111088008", false), ("PAS", "17", false),
            ("ICD-10", "Z91", false),
        ])
    func whole(system: String, code: String, isList: Bool) async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) {
            $0.coded.allergies = [
                CodedEntry(system: "snomed", code: "373270004", display: "Penicillin of the test"),
                CodedEntry(system: system, code: code, display: "Latex of the test"),
            ]
            $0.coded.medications = [CodedEntry(system: "dm+d", code: "408050008", display: "Ramipril of the test")]
        }
        let message = try await message(record, for: "Y00010", in: stand)
        for words in ["<li>Penicillin of the test</li>", "<li>Latex of the test</li>", "<li>Ramipril of the test</li>"]
        {
            #expect(message.contains(words))
        }
        #expect(message.components(separatedBy: "<AllergyIntolerance>").count == (isList ? 3 : 1))
        #expect(message.contains("<MedicationStatement>"))
    }

    @Test("names who wrote the letter where another signed it, and who gets a copy")
    func people() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        var record = try await Sample.fixture("inpatient-discharge", in: stand.store)
        record.author = Clinician(name: "Ms Author of the test", role: "Registrar")
        let message = try await message(record, for: "Y00010", in: stand)
        #expect(message.contains("<th>Written by</th><td>Ms Author of the test (Registrar)</td>"))
        let copies = record.recipients.filter { $0.role == .copy }
        #expect(!copies.isEmpty)
        #expect(message.contains("<th>Organisation name</th>"))
        #expect(message.contains(#"<title value="Distribution list"/>"#))
    }

    @Test("is refused where it says that no allergy is known and names one")
    func contradiction() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let none = CodedEntry(system: "snomed", code: "716186003", display: "No known allergy")
        let penicillin = CodedEntry(system: "snomed", code: "373270004", display: "Penicillin")
        for (allergies, code) in [([none, penicillin], "letter-incomplete"), ([none], nil), ([penicillin], nil)] {
            let record = try await Sample.record(in: stand.store) { $0.coded.allergies = allergies }
            let outcome = try await stand.handle(stand.extracted(record, for: "Y00010"))
            #expect(try outcome.payload(LetterOutcome.self).reason?.code == code)
        }
    }

    @Test("stands in a Transfer of Care beside the source's own section: when the patient was discharged and seen")
    func rows() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        var discharge = try await Sample.fixture("inpatient-discharge", in: stand.store)
        discharge.sections.append(.init(heading: "Discharge details", html: "<p>Home with a package of care</p>"))
        discharge.sections.append(.init(heading: "Admission details", html: "<p>By ambulance</p>"))
        let message = try await message(discharge, for: "Y00010", in: stand)
        for words in [
            "Date/time of discharge", "Home with a package of care", "Date/time of admission", "By ambulance",
        ] {
            #expect(message.contains(words))
        }
    }

    @Test(
        "does not reach the headers: a subject is free of the source's own title",
        arguments: [
            ("Y00011", "clinical-letter"), ("Y00017", "outpatient-letter"), ("Y00018", "outpatient-letter"),
            ("Y00010", "outpatient-letter"),
        ])
    func subject(ods: String, kind: String) async throws {
        let stand = try Stand()
        defer { stand.remove() }
        var record = try await Sample.fixture(kind, in: stand.store)
        record.title = "Letter about Testpatient"
        let subject = try #require(try await stand.envelope(try await stand.converted(record, for: ods)).subject)
        #expect(subject.hasSuffix("Testing Hospitals, RXX"))
        #expect(!subject.contains("Testpatient"))
    }

    @Test("goes into Kettering's narrow fields in whole words, and what does not fit goes another way")
    func limits() async throws {
        let stand = try Stand(
            table: #"{"routes": [], "fallback": {"kettering": ["send-document"]}}"#,
            rows: """
                Y00061,Testing,EMIS,,kettering,LOCAL_LETTERS,,mesh,,yes,,

                """)
        defer { stand.remove() }
        let many = try await Sample.record(in: stand.store) {
            $0.patient.given = ["Alexandrina-Wilhelmina", "Maximiliana-Josephina", "Theodora"]
        }
        let kettering = try await stand.converted(many, for: "Y00061")
        #expect(kettering.format == "kettering")
        let message = String(decoding: try await stand.message(kettering), as: UTF8.self)
        #expect(message.contains("<GivenName>Alexandrina-Wilhelmina Maximiliana-Josephina</GivenName>"))
        let long = try await Sample.record(in: stand.store) { $0.title = String(repeating: "Letter ", count: 40) }
        #expect(try await stand.converted(long, for: "Y00061").format == "send-document")
    }

    @Test("does not make a letter of sections without a word", arguments: ["Y00015", "Y00018"])
    func wordless(ods: String) async throws {
        let stand = try Stand(table: Self.text)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store, document: nil) {
            $0.sections = [.init(heading: "Diagnoses", html: "<p> </p>")]
        }
        let outcome = try await stand.handle(stand.extracted(record, for: ods))
        #expect(try outcome.payload(LetterOutcome.self).reason?.code == "document-missing")
    }

    @Test("names the department in its own code's words")
    func department() async throws {
        let stand = try Stand()
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) {
            $0.encounter?.specialty = "101"
            $0.encounter?.careSetting = "310161006"
        }
        let message = try await message(record, for: "Y00011", in: stand)
        #expect(message.contains("<DepartmentCode IdType=\"Internal\">101</DepartmentCode>"))
        #expect(message.contains("<DepartmentName>Urology service</DepartmentName>"))
    }
}
