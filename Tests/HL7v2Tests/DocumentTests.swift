import Foundation
import Renditions
import Testing

@testable import HL7v2

@Suite("A document in OBX")
struct DocumentTests {
    private static let base64 = Sample.pdf.base64EncodedString()

    private func judge(_ document: [String], _ feed: Feed = Sample.feed) -> Judgement.Verdict {
        Sample.judge(Sample.message(document: document), feed)
    }

    private func obx(_ pieces: [String], ids: [String]? = nil, sub: [String]? = nil) -> [String] {
        pieces.enumerated().map { number, piece in
            "OBX|\(ids?[number] ?? "\(number + 1)")|ED|L^Letter^L|\(sub?[number] ?? "")|^application^pdf^Base64^\(piece)||||||F"
        }
    }

    private func cut(_ text: String, _ size: Int) -> [String] {
        stride(from: 0, to: text.count, by: size).map { String(text.dropFirst($0).prefix(size)) }
    }

    @Test("7: cut at any length over several OBX is one file again", arguments: [3, 4, 7, 20, 31, 64])
    func pieces(size: Int) {
        let parts = cut(Self.base64, size)
        #expect(judge(obx(parts)).letter?.files == [Sample.pdf])
        #expect(judge(obx(parts, ids: parts.map { _ in "1" })).letter?.files == [Sample.pdf])
        #expect(
            judge(obx(parts, ids: parts.map { _ in "1" }, sub: parts.indices.map { "\($0 + 1)" })).letter?.files
                == [Sample.pdf])
    }

    @Test("7: whose pieces are encoded each by itself, padding and all, is one file again")
    func padded() {
        let parts = stride(from: 0, to: Sample.pdf.count, by: 20).map {
            Data(Sample.pdf.dropFirst($0).prefix(20)).base64EncodedString()
        }
        #expect(parts[0].hasSuffix("="))
        #expect(judge(obx(parts)).letter?.files == [Sample.pdf])
    }

    @Test("7: whose pieces are out of order, or of which one is missing, is withheld")
    func disorder() {
        let parts = cut(Self.base64, 31)
        let count = parts.count
        #expect(judge(obx(parts, ids: (1...count).reversed().map(String.init))).codes == ["document-pieces-disordered"])
        var missing = obx(parts)
        missing.remove(at: 1)
        #expect(judge(missing).codes == ["document-pieces-disordered"])
        var doubled = (1...count).map(String.init)
        doubled[2] = "2"
        #expect(judge(obx(parts, ids: doubled)).codes == ["document-pieces-disordered"])
        #expect(judge(obx(Array(cut(Self.base64, 32).dropLast()))).codes == ["document-cut-short"])
        let between =
            obx([parts[0]]) + ["OBX|2|NM|X||1||||||F"]
            + obx([parts[1...].joined()], ids: ["3"])
        #expect(judge(between).letter?.files == [Sample.pdf])
    }

    @Test("with breaks inside base64 is the same file", arguments: [#"\X0D\\X0A\"#, #"\X0D0A\"#, #"\.br\"#, " ", "\n"])
    func breaks(text: String) {
        #expect(judge(obx([cut(Self.base64, 20).joined(separator: text)])).letter?.files == [Sample.pdf])
    }

    @Test(
        "8: is found by the word of its encoding, and its type by its bytes",
        arguments: [
            "AP^PDF^^Base64^", "^IM^PDF^base64^", "^TEXT^PDF^BASE64^", "MOL^TODO^PDF^Base64^",
            "IGene^application/pdf^Base64^", "^TX^RTF^Base64^", "255^AP^pdf^Base64^",
        ])
    func heads(head: String) {
        let letter = judge(["OBX|1|ED|L^Letter||\(head)\(Self.base64)||||||F"]).letter
        #expect(letter?.documents == [.bytes(Sample.pdf, .pdf)])
    }

    @Test("in hexadecimal, or as text in a file's dress")
    func otherEncodings() {
        let hex = Sample.pdf.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(judge(["OBX|1|ED|L||^application^pdf^Hex^\(hex)||||||F"]).letter?.files == [Sample.pdf])
        #expect(judge(["OBX|1|ED|L||^TEXT^^A^Dear Doctor^ please||||||F"]).letter?.text == "Dear Doctor^ please")
        let rtf = Data(#"{\rtf1 Dear Doctor}"#.utf8)
        #expect(
            judge(["OBX|1|ED|L||^TEXT^RTF^Base64^\(rtf.base64EncodedString())||||||F"]).letter?.documents
                == [.bytes(rtf, .rtf)])
    }

    @Test("that cannot be decoded, is of no type, empty or cut is withheld")
    func broken() {
        func codes(_ field: String) -> [String] { judge(["OBX|1|ED|L||\(field)||||||F"]).codes }
        #expect(codes("^IM^PDF^Base64^JVBERi0x...") == ["document-undecodable"])
        #expect(codes("^IM^PDF^Base64^A") == ["document-undecodable"])
        #expect(codes("^IM^PDF^Zip^\(Self.base64)") == ["document-undecodable"])
        #expect(codes("^IM^PDF^Hex^2") == ["document-undecodable"])
        #expect(codes("^IM^PDF^Base64^") == ["document-missing"])
        #expect(codes("^IM^PDF^Base64^\(Data([0, 1, 2, 3]).base64EncodedString())") == ["document-type-unknown"])
        #expect(codes("^IM^PDF^Base64^\(Data("%PDF-1.4 x".utf8).base64EncodedString())") == ["document-cut-short"])
        #expect(codes("") == ["document-missing"])
        #expect(judge([]).codes == ["document-missing"])
    }

    @Test("of which there are several is one with what goes beside it; text beside a file needs a word of the feed")
    func several() {
        let rtf = Data(#"{\rtf1 Dear Doctor}"#.utf8)
        let two =
            obx([Self.base64, Self.base64]) + ["OBX|3|ED|X^Other||^TEXT^RTF^Base64^\(rtf.base64EncodedString())||||||F"]
        #expect(judge(two).letter?.files == [Sample.pdf, Sample.pdf, rtf])
        let both = obx([Self.base64]) + ["OBX|2|TX|L||Dear Doctor||||||F"]
        #expect(judge(both).codes == ["document-ambiguous"])
        var feed = Sample.feed
        feed.document = .file
        #expect(judge(both, feed).letter?.files == [Sample.pdf])
        feed.document = .text
        #expect(judge(both, feed).letter?.text == "Dear Doctor\n")
        #expect(judge(obx([Self.base64]), feed).codes == ["document-missing"])
    }

    @Test("that is CDA around a file is the file")
    func cda() {
        func document(_ body: String) -> [String] {
            let xml =
                "<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\"><component>\(body)</component></ClinicalDocument>"
            return ["OBX|1|ED|L||^multipart^xml^Base64^\(Data(xml.utf8).base64EncodedString())||||||F"]
        }
        let body =
            "<nonXMLBody><text mediaType=\"application/pdf\" representation=\"B64\">\(Self.base64)</text></nonXMLBody>"
        #expect(judge(document(body)).letter?.files == [Sample.pdf])
        #expect(judge(document("<structuredBody/>")).codes == ["document-type-unknown"])
    }

    @Test("that is only pointed to is taken below the feed's folder, and from nowhere else")
    func pointers() {
        var feed = Sample.feed
        let document = [#"OBX|1|RP|L||\E\\E\srv\E\letters\E\2026\E\a b.pdf^^application^pdf||||||F"#]
        #expect(judge(document, feed).codes == ["document-pointer"])
        feed.pointers = Feed.Pointers(prefix: #"\\srv\letters\"#, root: "/mnt/letters")
        #expect(judge(document, feed).letter?.documents == [.below(root: "/mnt/letters", path: "2026/a b.pdf")])
        for place in [#"\E\\E\srv\E\letters\E\..\E\x.pdf"#, #"\E\\E\other\E\x.pdf"#, "http://x/y.pdf", ""] {
            #expect(judge(["OBX|1|RP|L||\(place)||||||F"], feed).letter == nil, "\(place)")
        }
    }

    @Test("of 20 MB in pieces of 32,000 characters comes out whole")
    func large() throws {
        let pdf = Sample.pdf + Data(repeating: 0x20, count: 20_000_000) + Data("%%EOF".utf8)
        let text = Array(pdf.base64EncodedString().utf8)
        var bytes: [UInt8] = Sample.lines.dropLast().flatMap { Array($0.utf8) + [0x0D] }
        for (number, start) in stride(from: 0, to: text.count, by: 32_000).enumerated() {
            bytes += Array("OBX|\(number + 1)|ED|L||^application^pdf^Base64^".utf8)
            bytes += text[start..<min(text.count, start + 32_000)] + Array("||||||F\r".utf8)
        }
        let letter = Sample.judge(try HL7Message(bytes)).letter
        #expect(letter?.files == [pdf])
    }
}
