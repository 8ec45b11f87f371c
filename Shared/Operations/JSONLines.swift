import Foundation
import Letters
import Logging
import Synchronization

/// Writes a log line as one JSON object, or as readable text on a terminal.
struct LineLogHandler: LogHandler {
    enum Form { case json, text }

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    let label: String
    let form: Form
    let write: @Sendable (String) -> Void

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        let time = Instant.text(Date())
        switch form {
        case .json: write(json(time, event, fields))
        case .text: write(text(time, event, fields))
        }
    }

    private func json(_ time: String, _ event: LogEvent, _ fields: Logger.Metadata) -> String {
        var line = "{\"time\":\"\(time)\",\"level\":\"\(event.level)\",\"service\":\(Self.quoted(label))"
        line += ",\"message\":\(Self.quoted("\(event.message)"))"
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += ",\(Self.quoted(key)):\(Self.quoted("\(value)"))"
        }
        return line + "}\n"
    }

    private func text(_ time: String, _ event: LogEvent, _ fields: Logger.Metadata) -> String {
        let level = "\(event.level)".uppercased().padding(toLength: 8, withPad: " ", startingAt: 0)
        let rest = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        return TerminalText.escaped("\(time) \(level) \(event.message)\(rest)") + "\n"
    }

    /// Quotes a text as a JSON string (RFC 8259, section 7).
    static func quoted(_ text: String) -> String {
        // Most texts need no escaping. 0xC2 is the first byte of the control characters above U+007F, among others.
        if !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F || $0 == 0xC2 }) {
            return "\"\(text)\""
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.properties.generalCategory == .control:
                quoted += String(format: "\\u%04x", scalar.value)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// Writes whole lines to standard output, one at a time.
enum StandardOutput {
    private static let lock = Mutex(())

    @Sendable static func write(_ line: String) {
        lock.withLock { _ in
            var rest = Array(line.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(1, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    static var isTerminal: Bool { isatty(1) == 1 }
}
