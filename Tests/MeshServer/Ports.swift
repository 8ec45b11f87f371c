import Foundation
import Synchronization

/// Prints the server's ports as one line of JSON, after all of them are open.
final class Ports: Sendable {
    private struct Line: Encodable {
        var port: Int?
        /// The plain HTTP port for `/admin`, if the API requires mutual TLS.
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
