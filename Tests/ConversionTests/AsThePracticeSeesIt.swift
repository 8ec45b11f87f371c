import Foundation
import Letters
import Testing

@testable import Practice

@Suite("A message as the practice's system sees it")
struct AsThePracticeSeesIt {
    @Test("keeps every rule by which the practice judges", arguments: SendDocumentTests.cases)
    func judged(name: String, ods: String, role: RecipientRole) throws {
        let data = try Data(contentsOf: Fixture.url(name, "send-document.xml"))
        let message = try #require(XMLReading.read(data).flatMap { ITKMessage($0) })
        let finding = SendDocumentRules.firstBroken(.init(message: message, from: "X26HOSP1", size: data.count))
        #expect(finding == nil, "\(finding?.sentence ?? "")")
    }
}
