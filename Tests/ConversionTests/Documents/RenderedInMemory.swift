import Foundation
import Renditions
import Synchronization
import XML

@testable import Conversion
@testable import Engines

extension DocumentEngines {
    /// Renders a document from memory. Returns the engine's answer and the new file, which is empty if the document
    /// stays as it is.
    func render(
        _ bytes: Data, as form: RenditionForm, limit: Int?, signedAt: Date, headings: [String] = []
    ) async throws -> (EngineAnswer, Data) {
        let made = Made()
        let answer = try await render(
            Bytes(bytes), as: form, limit: limit, signedAt: signedAt, headings: headings
        ) { _ in made.begin() }
        return (answer, made.data.withLock { $0 })
    }
}

private final class Made: Sendable {
    let data = Mutex(Data())

    func begin() -> DocumentEngines.Sink {
        data.withLock { $0 = Data() }
        return { piece in self.data.withLock { $0.append(piece) } }
    }
}
