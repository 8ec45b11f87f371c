import Foundation

/// The folder of received messages: `received/<mesh message id>.dat`, and `.json` with the headers.
struct Shelf {
    let directory: URL

    init(_ practice: URL) throws {
        directory = practice.appending(path: "received")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// Writes a message. The `.json` file is written last, so that its presence means that the message is complete.
    func lay(_ id: String, body: Data, headers: [String: String]) throws {
        let name = id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try body.write(to: directory.appending(path: name + ".dat"), options: .atomic)
        try encoder.encode(headers).write(to: directory.appending(path: name + ".json"), options: .atomic)
    }
}
