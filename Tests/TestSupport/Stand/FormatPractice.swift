import Foundation
public import Letters

/// A practice of the demo with a system and a format of its own.
public struct FormatPractice: Sendable {
    public var ods: ODSCode
    public var name: String
    /// EMIS, TPP, VISION or OTHER.
    public var system: String
    /// The practices file's word for the format.
    public var format: String
    /// A Kettering letter's sections, rather than its document.
    public var takesText = false
    /// The document as TIFF.
    public var takesTIFF = false
    /// The document as the hospital gave it.
    public var takesOriginals = false
    /// The hospital writes its letters to it as RTF.
    public var getsRTF = false

    /// MESH workflow of what goes by local agreement.
    static let localWorkflow = "LOCAL_LETTERS"

    var isFolder: Bool { format == "folder" }

    /// Where a letter to it ends; by Kettering nothing but collection comes back.
    ///
    /// - Parameter isTracked: whether MESH tells what was collected.
    public func end(isTracked: Bool) -> DeliveryState {
        switch format {
        case "kettering", "itk2", "ukcore": isTracked ? .collected : .sent
        case "folder": .delivered
        default: .filed
        }
    }

    /// The kinds of letter that its format carries.
    public var kinds: [LetterKind] {
        format == "toc" ? LetterKind.allCases.filter { $0 != .clinicalLetter } : LetterKind.allCases
    }

    /// Its row in the practices file.
    var row: String {
        let mailbox = isFolder ? "" : "\(ods)MB"
        let workflow = ["kettering", "itk2", "ukcore"].contains(format) ? Self.localWorkflow : ""
        let assured = format == "send-document" ? "yes" : ""
        return
            "\(ods),\(name),\(system),,\(format),\(workflow),\(mailbox),\(isFolder ? "folder" : "mesh"),,\(assured),,"
    }

    /// The table of formats (ROUTING_FILE) for these.
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

    /// Every format, and the systems that differ in it.
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
