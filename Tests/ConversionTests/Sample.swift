import Documents
import Foundation
import Letters
import Messages
import Renditions
import TestSupport
import Testing

/// Records and facts of synthetic letters.
enum Sample {
    static let signedAt = Date(timeIntervalSince1970: 1_795_363_500)  // 2026-11-22T16:05:00Z
    static let pdf = SamplePDF.document(pages: [["Dear colleague,"]])

    static func ods(_ text: String) throws -> ODSCode { try #require(ODSCode(text)) }

    /// Returns the record of a fixture, and puts its document into the store.
    static func fixture(
        _ name: String, document file: String = "document.pdf", in store: DocumentStore
    ) async throws -> LetterRecord {
        let data = try Data(contentsOf: Fixture.url(name, "record.json"))
        var record = try JSONDecoder.meshPost.decode(LetterRecord.self, from: data)
        let document = try Data(contentsOf: Fixture.url(name, file))
        let type = DocumentType(contentOf: document)?.rawValue ?? "application/octet-stream"
        record.document = try await store.put(document, mediaType: type)
        record.attachments = []
        for number in 1... {
            guard let file = try? Data(contentsOf: Fixture.url(name, "attachment-\(number).pdf")) else { break }
            record.attachments.append(try await store.put(file, mediaType: DocumentType.pdf.rawValue))
        }
        return record
    }

    /// Returns the record of the outpatient letter after `change`.
    static func record(
        in store: DocumentStore, document: Data? = pdf, _ change: (inout LetterRecord) -> Void = { _ in }
    ) async throws -> LetterRecord {
        var record = try await fixture("outpatient-letter", in: store)
        record.document = nil
        if let document { record.document = try await store.put(document, mediaType: "application/pdf") }
        change(&record)
        return record
    }
}

/// The files of a case in Tests/Fixtures: `record.json` and `document.pdf` are the input, the messages in each format
/// the expected output. `notes.md` explains them.
enum Fixture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    static func url(_ name: String, _ file: String) -> URL { folder.appending(path: name).appending(path: file) }
}
