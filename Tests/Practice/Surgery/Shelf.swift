import Foundation

/// Where the practice lays what it received: `received/<mesh message id>.dat`, and `.json` with its headers.
struct Shelf {
    let directory: URL

    init(_ practice: URL) throws {
        directory = practice.appending(path: "received")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// Lays a message; the `.json` comes last, so that where it is, the whole message is.
    func lay(_ id: String, body: Data, headers: [String: String]) throws {
        let name = id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try body.write(to: directory.appending(path: name + ".dat"), options: .atomic)
        try encoder.encode(headers).write(to: directory.appending(path: name + ".json"), options: .atomic)
    }
}
