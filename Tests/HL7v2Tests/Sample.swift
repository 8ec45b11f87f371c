import Foundation

@testable import HL7v2

/// A letter as a feed sends it, and what tests change in it.
enum Sample {
    static let pdf = Data("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".utf8)
    static let now = Date(timeIntervalSince1970: 1_795_363_200)
    static let feed = Feed(name: "epr")

    static let lines = [
        #"MSH|^~\&|EPR|RZZ|MESHPOST|RZZ|20261120101500||MDM^T02^MDM_T02|C1|P|2.4"#,
        "EVN|T02|20261120101500",
        "PID|1||9990000018^^^NHS^NH~H100001^^^RZZ^PI||TEST^ANN^B^^MS^^L||19700102|F|||1 TEST STREET^^TESTTOWN^^ZZ99 3CZ^^H"
            + String(repeating: "|", count: 21) + "NSTS01",
        "PD1|||TEST SURGERY^^Y00001|G9999998^GENERAL^PRACTITIONER^^^DR",
        "PV1|1|O|CLINIC1^^^RZZ01||||||C9999998^CONSULTANT^TEST^^^DR|320",
        "TXA|1|OL^Outpatient letter|AP|20261119093000|C9999998^CONSULTANT^TEST^^^DR|20261120090000|||"
            + "C9999998^CONSULTANT^TEST^^^DR|||D-1^EPR|||||AU||AV|||C9999998^CONSULTANT^TEST^^^DR^^^^^^^^^20261120100000",
        "OBX|1|ED|LETTER^Letter^L||^application^pdf^Base64^\(pdf.base64EncodedString())||||||F",
    ]

    /// - Parameters:
    ///   - document: the OBX segments, in place of the PDF.
    ///   - changes: fields by segment and number, with what stands there instead.
    static func message(
        _ changes: [(segment: String, field: Int, value: String)] = [], document: [String]? = nil, end: String = "\r"
    ) -> HL7Message {
        let lines = document.map { Array(Sample.lines.dropLast()) + $0 } ?? Sample.lines
        let bytes = Array(lines.map { $0 + end }.joined().utf8)
        guard var message = try? HL7Message(bytes) else { preconditionFailure("the sample is no message") }
        for (segment, field, value) in changes { message = message.setting(segment, field, to: value.utf8) }
        return message
    }

    static func judge(_ message: HL7Message, _ feed: Feed = feed, isLive: Bool = true) -> Judgement.Verdict {
        Judge.judge(message, by: feed, isLive: isLive, now: now).verdict
    }

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}

extension Judgement.Verdict {
    var letter: HL7Letter? { if case .letter(let letter) = self { letter } else { nil } }

    /// The codes of a letter that is withheld, sorted.
    var codes: [String] {
        if case .withheld(let faults, _) = self { faults.map(\.code.rawValue).sorted() } else { [] }
    }

    var refusal: HL7Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
}

extension HL7Letter {
    var files: [Data] { documents.compactMap { if case .bytes(let bytes, _) = $0 { bytes } else { nil } } }
    var text: String { files.first.map { String(decoding: $0, as: UTF8.self) } ?? "" }
}

/// The messages that lie beside the repository, read in place.
enum GivenFiles {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/cases/formats/hl7v2")
    static let areThere = FileManager.default.fileExists(atPath: folder.appending(path: "quirks").path)

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: path))) }

    static var all: [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? [])
            .filter { $0.hasSuffix(".hl7") || $0.hasSuffix(".txt") }.sorted()
    }
}
