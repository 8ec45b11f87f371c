import Foundation
import Letters
import Messages
import Operations
import Testing

@testable import Conversion

@Suite("A letter that is addressed by its patient")
struct PatientAddressTests {
    private static func address(
        _ family: String, workflow: String = "GPCONNECT_SEND_DOCUMENT", order: BirthDateOrder = .yearFirst
    ) throws -> String {
        let patient = Patient(
            nhsNumber: NHSNumber("9990000018"), nhsNumberStatus: .presentAndVerified, family: family, given: ["Ann"],
            birthDate: "2015-03-04", gender: .female)
        return try PatientAddress(of: patient, workflow: workflow, order).text
    }

    @Test("names NHS number, birth date in the set order, and the surname in plain letters")
    func form() throws {
        #expect(try Self.address("TEST") == "GPPROVIDER_9990000018_20150304_TEST")
        #expect(try Self.address("TEST", order: .dayFirst) == "GPPROVIDER_9990000018_04032015_TEST")
        #expect(try Self.address("Młynarz-O’Testé") == "GPPROVIDER_9990000018_20150304_Mlynarz-O'Teste")
        #expect(try Self.address(" van der Test ") == "GPPROVIDER_9990000018_20150304_van der Test")
    }

    @Test(
        "is refused where no such address can be said",
        arguments: ["Te_st", "", "Test\r\nTo: else", "Test 2", String(repeating: "a", count: 80)])
    func impossible(family: String) {
        #expect(throws: Refusal.self) { try Self.address(family) }
    }

    @Test("is refused for a workflow that MESH looks no patient up for")
    func workflow() {
        #expect(throws: Refusal.self) { try Self.address("TEST", workflow: "LOCAL_LETTERS") }
    }

    private static let table = #"{"routes": [{"system": "TPP", "formats": ["send-document"], "address": "patient"}]}"#

    @Test("has the address in its envelope alone, and only where the table of formats asks for it")
    func envelope() async throws {
        let stand = try Stand(table: Self.table)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store)
        let outcome = try await stand.handle(stand.extracted(record, for: "Y00002"))
        let converted = try outcome.payload(LetterConverted.self)
        #expect(try await stand.envelope(converted).to?.hasPrefix("GPPROVIDER_9990000018_") == true)
        #expect(converted.mailbox == nil)
        #expect(outcome.body.range(of: Data("GPPROVIDER".utf8)) == nil)
        let known = try await stand.handle(stand.extracted(record)).payload(LetterConverted.self)
        #expect(try await stand.envelope(known).to == nil)
        let copy = try await stand.handle(stand.extracted(record, for: "Y00002", role: .copy))
        #expect(try await stand.envelope(copy.payload(LetterConverted.self)).to == nil)
    }

    @Test("goes to the practice's mailbox where it falls back to a format whose workflow MESH looks no patient up for")
    func fallback() async throws {
        let table = #"{"routes": [{"system": "TPP", "formats": ["toc", "kettering"], "address": "patient"}]}"#
        let stand = try Stand(table: table, rows: "Y00051,Testing,TPP,,,LOCAL_LETTERS,,mesh,,,,\n")
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) { $0.sections = [] }
        let converted = try await stand.converted(record, for: "Y00051")
        #expect(converted.format == "kettering" && converted.workflow == "LOCAL_LETTERS")
        #expect(try await stand.envelope(converted).to == nil)
    }

    @Test("is refused with a code when its patient cannot be said")
    func refused() async throws {
        let stand = try Stand(table: Self.table)
        defer { stand.remove() }
        let record = try await Sample.record(in: stand.store) { $0.patient.family = "Te_st" }
        let outcome = try await stand.handle(stand.extracted(record, for: "Y00002"))
        #expect(try outcome.payload(LetterOutcome.self).reason?.code == "patient-address-impossible")
    }
}
