import COffice
import Foundation
import Renditions

/// LibreOffice in this process (LibreOfficeKit): begun with the first document, then kept.
final class OfficeEngine {
    private let scratch: URL
    private var office: UnsafeMutablePointer<LibreOfficeKit>?
    private static let installations = ["/usr/lib/libreoffice/program", "/opt/libreoffice/program"]

    init(scratch: URL) { self.scratch = scratch }

    /// The document laid out as a PDF file.
    func pdf(of bytes: Data, as suffix: String) throws -> Data {
        try saved(bytes, as: suffix, "pdf", Self.options)
    }

    /// The document as a flat OpenDocument file.
    func text(of bytes: Data, as suffix: String) throws -> Data { try saved(bytes, as: suffix, "fodt", "") }

    private func saved(_ bytes: Data, as suffix: String, _ format: String, _ options: String) throws -> Data {
        let office = try begun()
        let input = scratch.appending(path: "letter.\(suffix)")
        let output = scratch.appending(path: "made.\(format)")
        defer {
            try? FileManager.default.removeItem(at: input)
            try? FileManager.default.removeItem(at: output)
        }
        // Without waiting for the disk, as Foundation would: nobody reads it after this process.
        guard FileManager.default.createFile(atPath: input.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let file = try FileHandle(forWritingTo: input)
        try file.write(contentsOf: bytes)
        try file.close()
        guard let document = meshpost_office_open(office, "file://\(input.path)", "Language=en-GB,Batch=true") else {
            throw FaultFound(.broken)
        }
        defer { meshpost_office_close(document) }
        guard meshpost_office_save(document, "file://\(output.path)", format, options) != 0 else {
            throw FaultFound(.broken)
        }
        return try Data(contentsOf: output)
    }

    /// No form fields to fill in, no bookmarks that name headings; images stay readable.
    private static let options = """
        {"ExportFormFields":{"type":"boolean","value":"false"},"ExportBookmarks":{"type":"boolean","value":"false"},\
        "ReduceImageResolution":{"type":"boolean","value":"true"},"MaxImageResolution":{"type":"long","value":"300"}}
        """

    private func begun() throws -> UnsafeMutablePointer<LibreOfficeKit> {
        if let office { return office }
        let profile = scratch.appending(path: "profile")
        let user = profile.appending(path: "user")
        try FileManager.default.createDirectory(at: user, withIntermediateDirectories: true)
        try Data(OfficeSettings.text.utf8).write(to: user.appending(path: "registrymodifications.xcu"))
        let places = Self.installations.filter { FileManager.default.fileExists(atPath: $0) }
        guard let place = places.first, let begun = meshpost_office_begin(place, "file://\(profile.path)") else {
            throw FaultFound(.engineFailed)
        }
        office = begun
        return begun
    }
}
