import Documents
import Foundation
import Letters
import XML

/// A message as it is to be written.
struct MessageFile: Sendable {
    var root: Element
    var mediaType: String
    var namespace: String?
    var encoding = XMLWriter.Encoding.utf8
    var documentType: String?

    /// In bytes.
    var size: Int {
        XMLWriter.count(root, namespace: namespace, encoding: encoding, documentType: documentType)
    }

    /// Writes it into the store, piece by piece.
    func kept(in store: DocumentStore) async throws -> ObjectReference {
        try await store.put(mediaType: mediaType) { sink in
            try XMLWriter.write(root, namespace: namespace, encoding: encoding, documentType: documentType, to: sink)
        }
    }
}
