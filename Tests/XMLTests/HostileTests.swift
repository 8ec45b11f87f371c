import Foundation
import Testing
import XML

@Suite("XML that somebody made to do harm, or that broke on its way")
struct HostileTests {
    private func failure(_ data: Data, keepsDocumentType: Bool = false) -> XMLError? {
        do throws(XMLError) {
            _ = try XMLReader.read(data, keepsDocumentType: keepsDocumentType)
            return nil
        } catch {
            return error
        }
    }

    @Test("bytes that are no characters are refused wherever they stand, with the line", arguments: Hostile.strays)
    func strays(data: Data) {
        #expect(failure(data) == .characters(line: 1))
        #expect(failure(Data("\n\n".utf8) + data.dropFirst(21)) == .characters(line: 3))
    }

    @Test(
        "the files that ended `meshpost validate` are refused or read",
        .enabled(if: Hostile.areThere, "../shared/cases/hardening is absent"))
    func files() throws {
        let files = try Hostile.files()
        #expect(files.count == 54)
        for (name, data) in files {
            #expect(failure(data, keepsDocumentType: true) != nil, "\(name) is well-formed by no account")
        }
    }

    @Test(
        "a document type is refused in every encoding, and whatever stands before it",
        arguments: [
            "<!DOCTYPE a><a/>", "<!-- b --><!DOCTYPE a [<!ELEMENT a ANY>]><a/>", "<?b c?>\n<!DOCTYPE a SYSTEM 'b'><a/>",
            "<!DOCTYPE a PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://127.0.0.1:9/a.dtd\"><a/>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<!DOCTYPE a [%b;]><a/>",
        ])
    func documentTypes(text: String) throws {
        #expect(failure(Data(text.utf8)) == .documentType)
        #expect(
            failure(Data([0xFF, 0xFE]) + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == .documentType)
        if text.contains("[") { #expect(failure(Data(text.utf8), keepsDocumentType: true) == .documentType) }
    }

    @Test("what looks like a document type within text is text")
    func documentTypeInText() throws {
        let text = "<a><!-- <!DOCTYPE b> --><![CDATA[<!DOCTYPE c [<!ENTITY d 'e'>]>]]></a>"
        #expect(try XMLReader.read(Data(text.utf8)).allText == "<!DOCTYPE c [<!ENTITY d 'e'>]>")
    }

    @Test(
        "an entity that only a document type could define is refused, and never left out in silence",
        arguments: [
            "<a>b&c;d</a>", "<a b='c&d;e'/>", "<!DOCTYPE a SYSTEM 'b'><a>b&c;d</a>",
            "<!DOCTYPE a SYSTEM 'b'><a b='&c;'/>",
        ])
    func entities(text: String) {
        guard case .notXML = failure(Data(text.utf8), keepsDocumentType: true) else {
            Issue.record("an entity was taken")
            return
        }
    }

    @Test("an instruction without content, on which Foundation's parser ended the process, is passed over")
    func bareInstruction() throws {
        #expect(try XMLReader.read(Data("<?b?><a>c<?d?>e</a>".utf8)).allText == "ce")
    }

    @Test(
        "what is not well-formed says on which line and repeats nothing of it",
        arguments: [
            ("<a>\n<Ann></b></a>", 2), ("<a>\n\n&Ann;</a>", 3), ("<a Ann='1' Ann='2'/>", 1), ("<a/>\n<Ann/>", 2),
            ("<a>\n]]>Ann</a>", 2), ("<a\nAnn=1/>", 2), ("<a>Ann\u{1}</a>", 1), ("<Ann:a/>", 1), ("Ann", 1),
        ])
    func lines(text: String, line: Int) throws {
        let error = try #require(failure(Data(text.utf8)))
        #expect(error.line == line)
        #expect(!error.description.contains("Ann"))
        #expect(error.description.contains("line"))
    }

    @Test("a document that ends early is refused wherever that is")
    func truncated() throws {
        let text = "<?xml version='1.0'?>\n<a b='c'><!-- d --><e>f&amp;</e><![CDATA[g]]><?h i?></a>"
        for length in 0..<text.utf8.count { #expect(failure(Data(text.utf8.prefix(length))) != nil, "\(length)") }
        #expect(failure(Data(text.utf8)) == nil)
    }

    @Test("a zero byte is refused wherever it stands")
    func zeros() {
        for place in 0...7 {
            var bytes = Data("<a>b</a>".utf8)
            bytes.insert(0, at: place)
            #expect(failure(bytes) != nil)
        }
    }
}
