import Documents
import ITK
import Letters
import Messages

extension AnswerReader {
    /// Reads ITK3 responses from the document store.
    init(store: DocumentStore) {
        self.init { reference in
            try await store.read(reference, limit: ITKResponse.usualLimit)
        } parse: { bytes in
            PracticeResponse(try ITKResponse.read(bytes))
        }
    }
}

extension PracticeResponse {
    init(_ response: ITKResponse) {
        self.init(
            answers: response.answeredMessage, isOfAnother: response.namesMessage && response.answeredMessage == nil,
            findings: response.findings)
    }
}
