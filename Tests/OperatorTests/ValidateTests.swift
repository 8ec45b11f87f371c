import Foundation
import Testing

@testable import Operator

@Suite("meshpost validate")
struct ValidateTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    private func judge(_ name: String, _ change: (String) -> String = { $0 }) throws -> JudgedMessage {
        let text = try String(contentsOf: Self.fixtures.appending(path: name), encoding: .isoLatin1)
        return try JudgedMessage(Data(change(text).utf8))
    }

    @Test(
        "finds nothing wrong with what we send",
        arguments: [
            "inpatient-discharge/toc.xml", "outpatient-letter/toc.xml", "clinical-letter/send-document.xml",
            "mental-health-discharge/kettering.xml", "inpatient-discharge/kettering.xml",
            "inpatient-discharge/itk2.xml", "outpatient-letter/itk2.xml", "outpatient-letter/ukcore.xml",
            "clinical-letter/ukcore.xml",
        ])
    func right(name: String) throws {
        #expect(try judge(name).problems == [])
    }

    @Test("names the element that is wrong, and nothing that stands in it")
    func wrong() throws {
        let message = try judge("inpatient-discharge/toc.xml") {
            $0.replacing(#"<title value="Clinical summary"/>"#, with: #"<title value="Ann's summary"/>"#)
        }
        #expect(message.problems == ["Composition.section (Clinical summary).title must be Clinical summary"])
        let timeless = try judge("outpatient-letter/itk2.xml") {
            $0.replacing(#"<effectiveTime value="20261122154000+0000"/>"#, with: #"<effectiveTime value="+0000"/>"#)
        }
        #expect(timeless.problems.count == 1)
        #expect(timeless.problems.first?.contains("effectiveTime must be a time with its zone") == true)
        let kettering = try judge("inpatient-discharge/kettering.xml") {
            $0.replacing("9990000018", with: "9990000019")
        }
        #expect(kettering.problems.count == 1)
        #expect(kettering.problems.first?.contains("IdValue must be an NHS number") == true)
        #expect(kettering.problems.first?.contains("999") == false)
    }

    @Test("says of other files that they are no messages", arguments: ["<html/>", "text", ""])
    func other(text: String) {
        #expect(throws: Trouble.self) { try JudgedMessage(Data(text.utf8)) }
    }
}
