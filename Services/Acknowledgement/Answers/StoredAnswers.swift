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
            try PracticeResponse(try ITKResponse.read(bytes))
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
    /// - Throws: `ContradictoryResponse` when the code is good news and the response says that it is none.
    init(_ response: ITKResponse) throws {
        guard response.isPositive || !response.code.isPositive else {
            throw ContradictoryResponse(code: response.code.code)
        }
        let isReadable =
            response.identifier.uppercased() != ITKResponse.unreadableOriginal
        self.init(
            answers: response.answeredMessage, isOfAnother: isReadable && response.answeredMessage == nil,
            code: response.code.code, words: response.code.words)
    }
}

/// A response whose parts say the opposite of each other.
struct ContradictoryResponse: Error, Equatable, CustomStringConvertible {
    let code: String

    var description: String { "its code \(code) is a success, but its MessageHeader calls it an error" }
}
