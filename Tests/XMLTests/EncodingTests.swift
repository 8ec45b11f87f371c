import Foundation
import Testing
import XML

@Suite("The encoding of XML")
struct EncodingTests {
    private func text(_ data: Data, _ encodings: XMLEncodings = .standard) -> Result<String, XMLError> {
        Result { () throws(XMLError) in
            var all = ""
            try XMLStream.read(data, encodings: encodings) { event in
                if case .text(let text) = event { all += text }
                return .goOn
            }
            return all
        }
    }

    private func document(_ name: String?, _ bytes: [UInt8]) -> Data {
        let declaration = name.map { "<?xml version=\"1.0\" encoding=\"\($0)\"?>" } ?? ""
        return Data("\(declaration)<a>".utf8) + bytes + Data("</a>".utf8)
    }

    private static func wide(_ text: String, isBigEndian: Bool, isMarked: Bool = true) -> Data {
        Data(
            (isMarked ? "\u{FEFF}" : "").appending(text).utf16.flatMap { unit -> [UInt8] in
                let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
                return isBigEndian ? [high, low] : [low, high]
            })
    }

    @Test(
        "is what the declaration says",
        arguments: [
            (nil, [0xC3, 0xA9], "é"), ("UTF-8", [0xF0, 0x9F, 0x8C, 0x8D], "🌍"), ("utf8", [0xE2, 0x82, 0xAC], "€"),
            ("ISO-8859-1", [0xE9, 0xB5, 0x67], "éµg"), ("latin1", [0xA3], "£"), ("iso-8859-1", [0x85], "\u{85}"),
            ("US-ASCII", [0x41], "A"),
        ] as [(String?, [UInt8], String)])
    func declared(name: String?, bytes: [UInt8], text: String) {
        #expect(self.text(document(name, bytes)) == .success(text))
    }

    @Test("UTF-16 is told by its byte order mark", arguments: [false, true])
    func wide(isBigEndian: Bool) {
        for declaration in ["", #"<?xml version="1.0" encoding="UTF-16"?>"#] {
            let data = Self.wide("\(declaration)<a é='1'>£€ 🌍</a>", isBigEndian: isBigEndian)
            #expect(text(data) == .success("£€ 🌍"))
            #expect(text(data.dropLast()) != .success("£€ 🌍"))
        }
        #expect(text(Self.wide("<a/>", isBigEndian: isBigEndian, isMarked: false)) == .failure(.encoding))
        let loose: [UInt8] = isBigEndian ? [0xFE, 0xFF, 0, 0x3C, 0xD8, 0x3C] : [0xFF, 0xFE, 0x3C, 0, 0x3C, 0xD8]
        #expect(text(Data(loose)) == .failure(.characters(line: 1)))
    }

    @Test("UTF-8 may have a mark")
    func marked() {
        #expect(text(Data([0xEF, 0xBB, 0xBF]) + document("utf-8", [0x41])) == .success("A"))
    }

    @Test(
        "is refused when it is another one",
        arguments: [
            "UTF-7", "UTF-32", "EBCDIC-CP-GB", "IBM037", "cp500", "Shift_JIS", "GB18030", "iso-8859-15", "windows-1252",
            "ISO-2022-JP", "HZ-GB-2312", "x", "",
        ])
    func foreign(name: String) throws {
        #expect(text(document(name, [0x41])) == .failure(.encoding))
        #expect(name.count < 3 || !XMLError.encoding.description.contains(name))
    }

    @Test("is refused when its first bytes say another one")
    func foreignBytes() {
        let utf7 = Data("+ADw-a+AD4-+ADw-/a+AD4-".utf8)
        #expect(text(utf7) == .failure(.notXML(line: 1)))
        #expect(text(Data([0x4C, 0x6F, 0xA7, 0x94, 0x93])) == .failure(.encoding))
        #expect(text(Data([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x3C])) == .failure(.encoding))
        #expect(text(Data([0xFF, 0xFE, 0, 0, 0x3C, 0, 0, 0])) == .failure(.encoding))
    }

    @Test("is refused when mark and declaration differ, and when a declaration needs a mark that is not there")
    func differing() {
        #expect(text(Data([0xEF, 0xBB, 0xBF]) + document("ISO-8859-1", [0x41])) == .failure(.encodingsDiffer))
        let wide = Self.wide(#"<?xml version="1.0" encoding="UTF-8"?><a/>"#, isBigEndian: false)
        #expect(text(wide) == .failure(.encodingsDiffer))
        #expect(text(document("UTF-16", [0x41])) == .failure(.encodingsDiffer))
    }

    @Test("Windows-1252 is read where the format allows it, also when the document does not say so")
    func windows() {
        #expect(text(document("windows-1252", [0x80, 0x96]), .windows) == .success("€–"))
        #expect(text(document(nil, [0x96, 0xE9]), .windows) == .success("–é"))
        #expect(text(document(nil, [0xC3, 0xA9]), .windows) == .success("é"))
        #expect(text(document("utf-8", [0x96]), .windows) == .failure(.characters(line: 1)))
        #expect(text(document("windows-1252", [0x81]), .windows) == .failure(.characters(line: 1)))
        #expect(text(document("US-ASCII", [0x96]), .windows) == .failure(.characters(line: 1)))
    }

    @Test(
        "UTF-8 is the shortest form of real characters",
        arguments: [[0xC0, 0xBC], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xEF, 0xBF, 0xBE]]
            as [[UInt8]])
    func strict(bytes: [UInt8]) {
        #expect(throws: XMLError.self) { try text(document(nil, bytes)).get() }
    }
}
