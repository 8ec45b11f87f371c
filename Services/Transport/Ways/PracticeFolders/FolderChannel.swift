import Documents
import Folders
import Foundation
import Letters
import Messages

/// Writes letters into the folders of practices that take them from there.
///
/// Writes `<recipient's ODS code>/<message id>.<extension>`, then the metadata as `<message id>.metadata.xml` and,
/// last, `<message id>.json`; the letter counts as delivered only when that file exists. Each file is written under a
/// temporary name, synced to disk and renamed, so that a repetition after a crash gives the same result. Names consist
/// of ids only.
struct FolderChannel: Sendable {
    /// `FOLDER_DIRECTORY`.
    let root: URL
    let documents: DocumentStore

    /// - Returns: the document's path below `root`, with its hash and size.
    func lay(_ payload: LetterConverted) async throws -> ObjectReference {
        let message = payload.attempt.message
        let envelope = try JSONDecoder.meshPost.decode(
            MessageEnvelope.self, from: try await documents.read(payload.envelope))
        let folder = root.appending(path: payload.facts.recipient.description, directoryHint: .isDirectory)
        try SharedPlace.makeFolder(folder)
        try DurableFile.synchronise(root)
        let name = "\(message).\(Self.fileExtension(payload.message.mediaType))"
        let reader = try await documents.open(payload.message)
        try DurableFile.write(to: folder.appending(path: name)) { give in
            while let piece = try reader.next() { try give(piece) }
        }
        let metadata = FolderMetadata(payload, envelope: envelope, file: name)
        try DurableFile.write(try metadata.xml, to: folder.appending(path: "\(message).metadata.xml"))
        try DurableFile.write(try metadata.json, to: folder.appending(path: "\(message).json"))
        return ObjectReference(
            sha256: payload.message.sha256, size: payload.message.size, mediaType: payload.message.mediaType,
            location: "\(payload.facts.recipient)/\(name)")
    }

    /// Whether all letters by folder would meet this error, and not those to one practice alone.
    func isHalting(_ error: any Error) -> Bool {
        if let error = error as? any Consequential { return error.consequence == .stop }
        return (error as? POSIXError)?.code == .ENOSPC || access(root.path, W_OK | X_OK) != 0
    }

    static func fileExtension(_ mediaType: String) -> String {
        let known = [
            "application/pdf": "pdf", "text/html": "html", "text/plain": "txt", "image/tiff": "tif",
            "image/jpeg": "jpg", "image/png": "png", "application/rtf": "rtf", "text/rtf": "rtf",
            "application/xml": "xml", "text/xml": "xml", "application/fhir+xml": "xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        ]
        let plain = mediaType.prefix { $0 != ";" }.lowercased()
        return known[plain] ?? "dat"
    }
}
