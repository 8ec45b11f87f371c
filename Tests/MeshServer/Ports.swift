import Foundation
import Synchronization

/// Prints where the server listens, in one line, once every door is open.
final class Ports: Sendable {
    private struct Line: Encodable {
        var port: Int?
        /// Plain HTTP for `/admin`, when the API is behind mutual TLS.
        var administration: Int?
    }

    private let line = Mutex(Line())
    private let isSecured: Bool

    init(isSecured: Bool) { self.isSecured = isSecured }

    func note(api port: Int?) { note { $0.port = port } }
    func note(administration port: Int?) { note { $0.administration = port } }

    private func note(_ change: (inout Line) -> Void) {
        line.withLock { line in
            change(&line)
            guard line.port != nil, !isSecured || line.administration != nil else { return }
            guard let text = try? JSONEncoder().encode(line) else { return }
            print(String(decoding: text, as: UTF8.self))
            fflush(nil)
        }
    }
}
