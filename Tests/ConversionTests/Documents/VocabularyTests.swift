import Foundation
import Renditions
import SyntheticLetters
import TestSupport
import Testing

@testable import DocumentEngine

/// Tests the lists of known constructs of each format, without laying documents out.
@Suite("What no table of a format names")
struct VocabularyTests {
    struct Unknown: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var type: DocumentType
        var bytes: Data
        var names: [String: Int]

        init(_ name: String, _ type: DocumentType, _ bytes: Data, _ names: [String: Int]) {
            (testDescription, self.type, self.bytes, self.names) = (name, type, bytes, names)
        }

        static func rtf(_ name: String, _ text: String, _ names: [String: Int] = [:]) -> Unknown {
            Unknown("RTF: " + name, .rtf, Data("{\\rtf1\\ansi \(text)\\par}".utf8), names)
        }

        static func odt(_ name: String, _ content: String, _ names: [String: Int] = [:]) -> Unknown {
            Unknown("ODT: " + name, .odt, SampleOffice.odt("<text:p>Dear \(content)</text:p>"), names)
        }

        static func html(_ name: String, _ content: String, _ names: [String: Int] = [:]) -> Unknown {
            Unknown("HTML: " + name, .html, Data("<html><body>\(content)</body></html>".utf8), names)
        }
    }

    private static let all: [Unknown] = [
        .rtf("a formula", "{\\*\\moMath {\\mr x}} and {\\mmath x}", ["mmath": 1]),
        .rtf("a word of nobody", "Dear \\hologram\\hologram colleague", ["hologram": 2]),
        .rtf("the place of an attachment", "See {\\objattph }", ["objattph": 1]),
        .rtf("a private destination, which readers leave out", "{\\*\\vendordata secret}Dear"),
        .rtf("a private destination with a paragraph", "{\\*\\vendordata STOP aspirin\\par}Dear", ["vendordata": 1]),
        .rtf("a text box of old", "{\\*\\do\\dobxcolumn{\\dptxbxtext STOP\\par}}Dear", ["do": 1]),
        .rtf(
            "what Word writes at the beginning",
            "{\\*\\mmathPr\\mmathFont34\\mbrkBin0}{\\*\\themedata 504b}\\nouicompat\\viewkind4\\uc1 Dear"),
        .odt("an element of another", "<other:hologram xmlns:other=\"urn:nobody\"/>", ["other:hologram": 1]),
        .odt("a scene", "<draw:plugin/><text:span>colleague</text:span>", ["draw:plugin": 1]),
        .odt("fields and marks", "<text:bookmark text:name=\"a\"/><text:sequence>1</text:sequence>"),
        .html("an element of another", "<my-chart></my-chart><p>Dear</p>", ["my-chart": 1]),
        .html("what a click unfolds", "<details><p>Dear</p></details>", ["details": 1]),
        .html("a property that hides", "<p style=\"color:red; clip-path: inset(100%)\">Dear</p>", ["clip-path": 1]),
        .html("Word's own way to hide", "<p style='mso-hide:all;mso-fareast-language:EN'>Dear</p>", ["mso-hide": 1]),
        .html(
            "a rule that hides, where it applies",
            "<style>.a { transform: scale(0) } .b { mask: none }</style><p class=a>Dear</p>", ["transform": 1]),
    ]

    @Test("is counted by its name", arguments: all)
    func counted(example: Unknown) throws {
        let text = try OfficeText(example.type, example.bytes)
        #expect(text.reading.constructs.counts == example.names)
    }

    @Test("is nothing that letters hold")
    func letters() throws {
        let letters = (1...24).flatMap { seed in
            LetterFamily.byHand.map { HospitalLetter.of(seed: seed).file($0) }
        }
        let fixtures = ProductDirectory.sources.appending(path: "Tests/Fixtures/outpatient-letter")
        let others = try ["original.doc", "original.rtf"].map { try Data(contentsOf: fixtures.appending(path: $0)) }
        for bytes in letters + others {
            guard let type = DocumentType(contentOf: bytes), [.rtf, .odt, .html, .docx, .doc].contains(type) else {
                continue
            }
            #expect(try OfficeText(type, bytes).reading.constructs.counts == [:], "\(type)")
        }
    }

    @Test("is nothing in the documents of which the right outcome is known", .enabled(if: ExpectedDocument.areThere))
    func cases() throws {
        for document in ExpectedDocument.all {
            let bytes = try document.bytes
            guard let type = DocumentType(contentOf: bytes), [.rtf, .odt, .html].contains(type) else { continue }
            guard let text = try? OfficeText(type, bytes) else { continue }
            #expect(text.reading.constructs.counts == [:], "\(document.name)")
        }
    }
}
