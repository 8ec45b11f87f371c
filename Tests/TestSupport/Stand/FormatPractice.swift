import Foundation
public import Letters

/// A practice of the demo with its own system and message format.
public struct FormatPractice: Sendable {
    public var ods: ODSCode
    public var name: String
    /// The practice's system: EMIS, TPP, VISION or OTHER.
    public var system: String
    /// The format as the practices file names it.
    public var format: String
    /// True if a Kettering letter brings sections in place of the document.
    public var takesText = false
    /// True if the practice takes the document as TIFF.
    public var takesTIFF = false
    /// True if the practice takes the document as the hospital wrote it.
    public var takesOriginals = false
    /// True if the hospital's letters to the practice are RTF.
    public var getsRTF = false

    /// The MESH workflow of formats that are used by local agreement.
    static let localWorkflow = "LOCAL_LETTERS"

    var isFolder: Bool { format == "folder" }

    /// Returns the state in which a letter to this practice must end. For Kettering no answer but collection is
    /// expected.
    ///
    /// - Parameter isTracked: True if MESH reports that a message was collected.
    public func end(isTracked: Bool) -> DeliveryState {
        switch format {
        case "kettering", "itk2", "ukcore": isTracked ? .collected : .sent
        case "folder": .delivered
        default: .filed
        }
    }

    /// The kinds of letter that the practice's format can carry.
    public var kinds: [LetterKind] {
        format == "toc" ? LetterKind.allCases.filter { $0 != .clinicalLetter } : LetterKind.allCases
    }

    /// The practice's row in the practices file.
    var row: String {
        let mailbox = isFolder ? "" : "\(ods)MB"
        let workflow = ["kettering", "itk2", "ukcore"].contains(format) ? Self.localWorkflow : ""
        let assured = format == "send-document" ? "yes" : ""
        return
            "\(ods),\(name),\(system),,\(format),\(workflow),\(mailbox),\(isFolder ? "folder" : "mesh"),,\(assured),,"
    }

    /// Returns the table of formats (ROUTING_FILE) for these practices.
    static func table(_ practices: [FormatPractice]) throws -> Data {
        let table: [String: Any] = [
            "routes": ["EMIS", "TPP", "VISION", "OTHER"].map {
                ["system": $0, "formats": ["toc", "send-document"]] as [String: any Sendable]
            }, "text": Array(Set(practices.filter(\.takesText).map(\.system))).sorted(),
            "tiff": Array(Set(practices.filter(\.takesTIFF).map(\.system))).sorted(),
            "original": Array(Set(practices.filter(\.takesOriginals).map(\.system))).sorted(),
        ]
        return try JSONSerialization.data(withJSONObject: table, options: [.sortedKeys, .prettyPrinted])
    }

    /// The practices of the demo: every format, and each system that treats a format differently.
    public static let all: [FormatPractice] = [
        make("Y00011", "Emis Practice", "EMIS", "toc"), make("Y00012", "SystmOne Practice", "TPP", "toc"),
        make("Y00013", "Vision Practice", "VISION", "kettering"),
        make("Y00014", "SystmOne text Practice", "TPP", "kettering") { $0.takesText = true },
        make("Y00015", "Docman Practice", "OTHER", "kettering") { $0.takesTIFF = true },
        make("Y00016", "Emis local Practice", "EMIS", "kettering"),
        make("Y00017", "Other Practice", "VISION", "send-document") { ($0.takesOriginals, $0.getsRTF) = (true, true) },
        make("Y00018", "Hybrid mail", "OTHER", "folder") { $0.getsRTF = true },
        make("Y00019", "Partner", "OTHER", "itk2"),
        make("Y00020", "Future Practice", "OTHER", "ukcore"),
    ].compactMap { $0 }

    private static func make(
        _ ods: String, _ name: String, _ system: String, _ format: String,
        _ change: (inout FormatPractice) -> Void = { _ in }
    ) -> FormatPractice? {
        guard let code = ODSCode(ods) else { return nil }
        var practice = FormatPractice(ods: code, name: name, system: system, format: format)
        change(&practice)
        return practice
    }
}
