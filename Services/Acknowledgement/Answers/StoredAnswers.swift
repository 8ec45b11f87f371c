import Documents
import ITK
import Letters
import Messages
import Pipeline

extension AnswerReader {
    /// Reads ITK3 responses from the document store.
    init(store: DocumentStore) {
        self.init { reference in
            do throws(DocumentStoreError) {
                return try await store.read(reference, limit: ITKResponse.usualLimit)
            } catch {
                throw StageFailure(error)
            }
        } parse: { bytes in
            PracticeResponse(try ITKResponse.read(bytes))
        }
    }
}

extension StageFailure {
    /// A store that is away concerns every answer; an object that is missing may yet be restored; a damaged one may not.
    init(_ error: DocumentStoreError) {
        let reason = Reason(code: error.code, detail: error.description)
        switch error {
        case .unusable, .wrongKey: self = .stop(reason)
        case .missing, .notWritten: self = .later(reason)
        case .damaged, .tooLarge: self = .never(reason)
        }
    }
}

extension PracticeResponse {
    init(_ response: ITKResponse) {
        let isReadable = response.identifier.uppercased() != ITKResponse.unreadableOriginal
        self.init(
            answers: response.answeredMessage, isOfAnother: isReadable && response.answeredMessage == nil,
            findings: response.findings)
    }
}
