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
            try PracticeResponse(try ITKResponse.read(bytes))
        }
    }
}

extension PracticeResponse {
    /// - Throws: `ContradictoryResponse` when the code is good news and the response says that it is none.
    init(_ response: ITKResponse) throws {
        guard response.isPositive || !response.code.isPositive else {
            throw ContradictoryResponse(code: response.code.code)
        }
        self.init(answers: response.answeredMessage, code: response.code.code, words: response.code.words)
    }
}

/// A response whose parts say the opposite of each other.
struct ContradictoryResponse: Error, Equatable, CustomStringConvertible {
    let code: String

    var description: String { "its code \(code) is a success, but its MessageHeader calls it an error" }
}
