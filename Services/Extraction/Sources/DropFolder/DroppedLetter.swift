import Foundation
import Letters
import Messages
import Renditions

/// A dropped letter's JSON, read as far as possible (deploy/docs/CONTRACT.md, "Drop folder source").
struct DroppedLetter {
    enum Status: String, CaseIterable { case draft, signed, withdrawn }

    struct File: Equatable {
        var name: String
        /// The type that the source declares.
        var type: DocumentType
    }

    var status: Status
    var documentID: String?
    var revision: Int?
    var kind: LetterKind?
    var signedAt: Date?
    /// The content of a signed letter without faults; else nil.
    var content: LetterContent?
    var faults: [Reason] = []

    var outline: LetterOutline {
        LetterOutline(documentID: documentID, revision: revision, kind: kind, signedAt: signedAt)
    }

    /// The documents that the JSON describes correctly, even when other fields have faults.
    var files: [File] = []

    /// The names of all files that the JSON names as documents, whatever its status and faults.
    var named: [String] = []

    struct Unreadable: Error {}

    private static let known: Set = [
        "documentId", "revision", "urgency", "kind", "status", "signedAt", "title", "signedBy", "author", "createdAt",
        "restricted", "patient", "recipients", "encounter", "sections", "coded", "document", "attachments", "replaces",
    ]
    static let knownOfFiles: Set = ["file", "mediaType"]

    /// - Throws: `Unreadable` when the bytes are no JSON object.
    init(_ json: Data, now: Date) throws {
        guard case .object(let members)? = try? StrictJSON(json) else { throw Unreadable() }
        var fields = DroppedFields(members, known: Self.known)
        named = Self.named(fields)
        status = fields.word("status", "status-unknown") ?? .signed
        guard status != .draft else { return }
        documentID = fields.text("documentId")
        revision = fields.number("revision")
        if let number = revision, number < 1 {
            fields.fault("revision-invalid", "revision must be 1 or more")
            revision = nil
        }
        if status == .signed { content = Self.content(&fields, now: now, &kind, &signedAt, &files) }
        faults = fields.faults
        if !faults.isEmpty { content = nil }
    }

    /// Returns the file names in the JSON. Faults are ignored here, since `content` records them.
    private static func named(_ fields: DroppedFields) -> [String] {
        var fields = fields
        let document = fields.has("document") ? fields.nested("document", knownOfFiles) : nil
        let entries = [document].compactMap { $0 } + fields.list("attachments", knownOfFiles)
        return entries.compactMap { entry in
            var entry = entry
            return entry.text("file").flatMap { isPlainName($0) ? $0 : nil }
        }
    }

    /// True for a valid document name: in the same folder, and not the name of a folder of ours or of another letter.
    static func isPlainName(_ name: String) -> Bool {
        !name.contains("/") && !name.hasPrefix(".") && !name.contains("\0")
            && !FolderLook.ours.contains(name) && !FolderLook.isLetter(name)
    }

    private static func content(
        _ fields: inout DroppedFields, now: Date, _ kind: inout LetterKind?, _ signedAt: inout Date?,
        _ files: inout [File]
    ) -> LetterContent? {
        kind = fields.word("kind", "kind-unknown")
        let urgency: Urgency? = fields.word("urgency", "urgency-unknown", default: .routine)
        let title = fields.text("title")
        let created = fields.instant("createdAt")
        signedAt = fields.instant("signedAt")
        // The clocks of two systems may differ; one hour is tolerated. A letter signed tomorrow is a fault.
        if let signedAt, signedAt > now + 3600 {
            fields.fault("signed-in-future", "signedAt lies in the future: check the source system's clock")
        }
        let signer = clinician("signedBy", &fields, required: true)
        let author = clinician("author", &fields, required: false)
        let restricted = fields.flag("restricted")
        let patient = patient(&fields, now: now)
        let recipients = recipients(&fields)
        let encounter = encounter(&fields)
        let sections = fields.list("sections", ["heading", "html"]).compactMap { section -> LetterSection? in
            var section = section
            let parts = (section.text("heading"), section.text("html", .markup))
            fields.add(section.faults)
            guard let heading = parts.0, let html = parts.1 else { return nil }
            return LetterSection(heading: heading, html: html)
        }
        let coded = coded(&fields)
        let document = fields.nested("document", knownOfFiles).flatMap { file($0, &fields) }
        let attachments = fields.list("attachments", knownOfFiles).compactMap { file($0, &fields) }
        files = [document].compactMap { $0 } + attachments
        let replaces = fields.optionalText("replaces")
        if let replaces, replaces == fields.optionalText("documentId") {
            fields.fault(
                "replaces-itself", "replaces names the letter itself: a corrected letter needs a higher revision")
        }
        guard fields.faults.isEmpty, let kind, let urgency, let title, let created, let signedAt, let signer,
            let patient, document != nil
        else { return nil }
        return LetterContent(
            kind: kind, urgency: urgency, title: title, createdAt: created, signedAt: signedAt, signedBy: signer,
            author: author, restricted: restricted, patient: patient, recipients: recipients, encounter: encounter,
            sections: sections, coded: coded, replaces: replaces)
    }
}
