import Foundation
import Hummingbird

/// The fields of a posted form.
struct Form {
    private var fields: [String: String] = [:]

    init(_ body: ByteBuffer) {
        for pair in String(buffer: body).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first else { continue }
            let value = parts.count > 1 ? parts[1].replacing("+", with: " ") : ""
            fields[name] = value.removingPercentEncoding ?? value
        }
    }

    subscript(name: String) -> String? { fields[name] }
}
