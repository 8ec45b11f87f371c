import Documents
import Foundation
import Letters
import Messages
import Pipeline
import Renditions
import XML

/// A message before it is written.
struct MessageFile: Sendable {
    var root: Element
    var mediaType: String
    var namespace: String?
    var encoding = XMLWriter.Encoding.utf8
    var documentType: String?
    /// The names of the elements whose text the recipient's system shows in place of the letter's sections; empty when
    /// the letter is sent as a file.
    var shown: Set<String> = []

    /// The words that a reader of the message sees.
    var words: Words {
        var words = Words()
        add(root, to: &words)
        return words
    }

    private func add(_ element: Element, to words: inout Words) {
        guard shown.contains(element.name) else {
            for child in element.children { add(child, to: &words) }
            return
        }
        if case .markup(let html) = element.content { return words.add(Words(html: html)) }
        words.add(element.valueText ?? HTML.text([element]))
    }

    /// The size of the written file, in bytes.
    var size: Int {
        XMLWriter.count(root, namespace: namespace, encoding: encoding, documentType: documentType)
    }

    /// Writes the message into the store, piece by piece.
    func written(for store: DocumentStore) async throws -> (writer: ObjectWriter, reference: ObjectReference) {
        try await store.write(mediaType: mediaType) { sink in
            try XMLWriter.write(root, namespace: namespace, encoding: encoding, documentType: documentType, to: sink)
        }
    }
}

/// A written message, and the proof that no content of the letter was lost.
struct WrittenMessage: Sendable {
    var reference: ObjectReference
    /// The writer to finish; nil for an object that is already in the store.
    var writer: ObjectWriter?
    /// The letter's documents that the message carries.
    var documents: [Rendition]
    var sections: ShownSections?
}

/// A converted letter, and the objects that must be on the disk before the event is published.
struct ConvertedLetter: Sendable {
    var converted: LetterConverted
    var objects: [ObjectWriter]
}

/// Objects that are written but not yet synced to disk.
///
/// The sync happens after the worker is released, so that the next letter can start, and the objects of many letters
/// are synced together.
struct DurableObjects: Change {
    var objects: [ObjectWriter]
    /// The work to complete once the objects are on disk.
    var work: Work

    static func commit(_ changes: [DurableObjects]) async -> [Result<Work, any Error>] {
        do {
            try await ObjectWriter.finish(changes.flatMap(\.objects))
            return changes.map { .success($0.work) }
        } catch {
            guard changes.count > 1 else { return [.failure(error)] }
            var results: [Result<Work, any Error>] = []
            for change in changes { results += await commit([change]) }
            return results
        }
    }
}
