import Foundation
import Letters
import Messages
import Testing

@testable import Extraction

@Suite("What is wrong with a dropped letter")
struct FaultTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var code: String
        var change: @Sendable (inout [String: Any]) -> Void
        var testDescription: String { code }

        init(_ code: String, _ change: @escaping @Sendable (inout [String: Any]) -> Void) {
            self.code = code
            self.change = change
        }
    }

    static let cases: [Case] = [
        Case("field-missing") { $0["documentId"] = nil },
        Case("field-missing") { $0["signedBy"] = nil },
        Case("field-invalid") { $0["title"] = 7 },
        Case("revision-invalid") { $0["revision"] = 0 },
        Case("kind-unknown") { $0["kind"] = "postcard" },
        Case("urgency-unknown") { $0["urgency"] = "soon" },
        Case("status-unknown") { $0["status"] = "perhaps" },
        Case("date-invalid") { $0["signedAt"] = "2026-11-22 16:05" },
        Case("signed-in-future") { $0["signedAt"] = "2036-11-22T16:05:00Z" },
        Case("nhs-number-invalid") { patient(&$0) { $0["nhsNumber"] = "9990000019" } },
        Case("nhs-number-missing") { patient(&$0) { $0["nhsNumber"] = nil } },
        Case("nhs-number-status-unknown") { patient(&$0) { $0["nhsNumberStatus"] = "09" } },
        Case("date-invalid") { patient(&$0) { $0["birthDate"] = "2015-02-30" } },
        Case("date-invalid") { patient(&$0) { $0["birthDate"] = "2095-02-03" } },
        Case("gender-unknown") { patient(&$0) { $0["gender"] = "f" } },
        Case("recipients-missing") { $0["recipients"] = nil },
        Case("recipient-ods-invalid") { $0["recipients"] = [["ods": "Y-1"]] },
        Case("recipient-role-unknown") { $0["recipients"] = [["ods": "Y00001", "role": "friend"]] },
        Case("recipient-twice") { $0["recipients"] = [["ods": "Y00001"], ["ods": "y00001"]] },
        Case("recipient-is-ourselves") { $0["recipients"] = [["ods": "RXX"]] },
        Case("specialty-invalid") { $0["encounter"] = ["specialty": "heart"] },
        Case("media-type-unknown") { $0["document"] = ["file": "x", "mediaType": "application/zip"] },
        Case("document-not-its-type") { $0["document"] = ["file": "x", "mediaType": "image/tiff"] },
        Case("replaces-itself") { $0["replaces"] = "EPR-1" },
    ]

    private static func patient(_ letter: inout [String: Any], _ change: (inout [String: Any]) -> Void) {
        guard var patient = letter["patient"] as? [String: Any] else { return }
        change(&patient)
        letter["patient"] = patient
    }

    @Test("is told by a code and a sentence, and the letter is withheld", arguments: cases)
    func fault(fault: Case) async throws {
        let drop = try Drop()
        var letter = Drop.letter()
        fault.change(&letter)
        try drop.lay(letter)
        await drop.scan()
        let events = try await drop.events()
        #expect(events.map(\.type) == [.letterWithheld])
        let reasons = try events[0].payload(LetterWithheld.self).reasons
        #expect(reasons.map(\.code).contains(fault.code))
        #expect(reasons.allSatisfy { $0.detail.count > 20 })
        #expect(try drop.errorText().contains(fault.code))
        #expect(try await drop.counts().withheld == 1)
    }

    @Test("is told all at once")
    func several() async throws {
        let drop = try Drop()
        var letter = Drop.letter()
        letter["kind"] = "postcard"
        letter["recipients"] = nil
        letter["createdAt"] = "yesterday"
        try drop.lay(letter)
        await drop.scan()
        let events = try await drop.events()
        let codes = try events[0].payload(LetterWithheld.self).reasons.map(\.code)
        #expect(Set(codes) == ["kind-unknown", "recipients-missing", "date-invalid"])
    }

    @Test("is an empty document, or a missing one")
    func documents() async throws {
        let drop = try Drop()
        try drop.lay(Drop.letter(), as: "empty", document: Data())
        try drop.lay(Drop.letter("EPR-2"), as: "gone", document: nil)
        await drop.scan()
        #expect(try drop.errorText("empty").contains("document-empty"))
        #expect(try drop.errorText("gone").contains("document-missing"))
    }

    @Test("is nothing in the contract's sample")
    func contract() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "deploy/docs/CONTRACT.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let json = try #require(text.firstMatch(of: /```json\n(\{ "documentId".*?)```/.dotMatchesNewlines())).1
        let now = try #require(Instant.date("2026-11-23T00:00:00Z"))
        let letter = try DroppedLetter(Data(json.utf8), now: now)
        #expect(letter.faults.isEmpty)
        #expect(letter.content != nil)
    }
}
