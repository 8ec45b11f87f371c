import Foundation
import ITK
import Letters
import Testing

@testable import Practice

@Suite("A practice's answer, read by the hospital")
struct ReaderTests {
    @Test("says which message it answers and how", arguments: ["10009", "20009", "20013", "30001", "30002", "30004"])
    func read(code: String) throws {
        let letter = UUID().uuidString.lowercased()
        let answer = Answer(
            id: UUID(), code: .init(rawValue: code), diagnostics: "why", due: 1_790_000_000, to: "X26HOSP1",
            workflow: "GPCONNECT_SEND_DOCUMENT_ACK", inResponseTo: code == "10009" ? nil : letter,
            senderReference: "activity-1")
        let response = try ITKResponse.read(answer.message(from: "Y00001M", ods: "Y00001"))
        #expect(response.findings.map(\.code.code) == [code])
        #expect(response.isPositive == ["20013", "30001", "30004"].contains(code))
        #expect(response.identifier == (code == "10009" ? ITKResponse.unreadableOriginal : letter))
        #expect(response.senderReference == "activity-1")
    }
}
