import Foundation
import TestSupport

/// Bytes that ended a process or were never seen before, and where such lie.
enum Hostile {
    /// A byte of 0x80 and more that is no UTF-8, in the name of an attribute or element, in a value, in a text.
    static let strays: [Data] = [
        bundle("<id valu", 0xE5, #"="x"/>"#), bundle("<i", 0xE5, #"d value="x"/>"#),
        bundle(#"<id value=""#, 0xE5, #""/>"#), bundle("<id>", 0x96, "</id>"), bundle("</", 0xFF, ">"),
        bundle("<?p", 0xC0, "?>"), bundle("<!-- ", 0xE5, " -->"), bundle("<![CDATA[", 0xE5, "]]>"),
        bundle("<", 0xF5, ":id/>"), bundle("<id xmlns:", 0x80, #"="urn:x"/>"#),
    ]

    private static func bundle(_ before: String, _ byte: UInt8, _ after: String) -> Data {
        Data(#"<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir">"#.utf8) + Data(before.utf8) + [byte]
            + Data("\(after)</Bundle>".utf8)
    }

    private static let folder = ProductDirectory.sources.appending(path: "../shared/cases/hardening")

    static var areThere: Bool { FileManager.default.fileExists(atPath: folder.appending(path: "fuzz-51").path) }

    /// The files that ended `meshpost validate`.
    static func files() throws -> [(name: String, data: Data)] {
        let found = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "fuzz-51").path)
        let names = found.map { "fuzz-51/\($0)" } + ["crash-attr.xml", "crash-elem.xml", "crash-val.xml"]
        return try names.sorted().map { ($0, try Data(contentsOf: folder.appending(path: $0))) }
    }

    /// Documents that we write, with little of their base64.
    static func goodDocuments() throws -> [Data] {
        let fixtures = ProductDirectory.sources.appending(path: "Tests/Fixtures")
        let names = try FileManager.default.subpathsOfDirectory(atPath: fixtures.path).filter { $0.hasSuffix(".xml") }
        return try names.sorted().map { try Data(contentsOf: fixtures.appending(path: $0)) } + small
    }

    private static let small = [
        #"<?xml version="1.0" encoding="UTF-8"?><a xmlns="urn:x" xmlns:b="urn:y"><b:c d="1" b:e='2'>é</b:c></a>"#,
        "<!DOCTYPE a SYSTEM \"a.dtd\"><!-- x --><?p q?><a><![CDATA[<b>]]>&amp;&#65;</a>",
        #"<Bundle xmlns="http://hl7.org/fhir"><id value="x"/></Bundle>"#,
    ].map { Data($0.utf8) }
}
