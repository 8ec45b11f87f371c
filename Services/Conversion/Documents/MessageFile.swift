import Documents
import Foundation
import Letters
import Messages
import Pipeline
import Renditions
import XML

/// A message as it is to be written.
struct MessageFile: Sendable {
    var root: Element
    var mediaType: String
    var namespace: String?
    var encoding = XMLWriter.Encoding.utf8
    var documentType: String?
    /// The elements whose text the recipient's system shows in place of the letter's sections; none where the letter
    /// goes as a file.
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

    /// In bytes.
    var size: Int {
        XMLWriter.count(root, namespace: namespace, encoding: encoding, documentType: documentType)
    }

    /// Writes it for the store, piece by piece.
    func written(for store: DocumentStore) async throws -> (writer: ObjectWriter, reference: ObjectReference) {
        try await store.write(mediaType: mediaType) { sink in
            try XMLWriter.write(root, namespace: namespace, encoding: encoding, documentType: documentType, to: sink)
        }
    }
}

/// A message that was written, and the proof that nothing of the letter was lost on the way.
struct WrittenMessage: Sendable {
    var reference: ObjectReference
    /// Nil for one that is in the store.
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

/// Objects that are written and not yet on the disk. Waiting for the disk is no work: a worker is free for the next letter
/// meanwhile, and the objects of many letters wait together.
struct DurableObjects: Change {
    var objects: [ObjectWriter]
    /// What follows once they are on the disk.
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
