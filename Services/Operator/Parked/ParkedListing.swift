import Broker
import Foundation
import Letters
import Messages
import Operations

/// The output of `meshpost parked list`: grouped by stage and then by code, the oldest first.
struct ParkedListing {
    let messages: [ParkedMessage]
    let now: Date

    var text: String {
        guard !messages.isEmpty else { return "Nothing is parked." }
        let sections = ParkedQueues.stages.compactMap { stage -> String? in
            let parked = messages.filter { $0.stage == stage }
            return parked.isEmpty ? nil : section(stage, parked)
        }
        return sections.joined(separator: "\n\n")
    }

    private func section(_ stage: Stage, _ parked: [ParkedMessage]) -> String {
        let groups = Dictionary(grouping: parked, by: \.reason.code).sorted {
            ($1.value.count, $0.key) < ($0.value.count, $1.key)
        }
        let blocks = groups.map { code, messages in
            var table = Table("  ID", "AGE", "TYPE", "SUBJECT", "DETAIL")
            for message in messages.sorted(by: { ($0.failedAt ?? now) < ($1.failedAt ?? now) }) {
                table.add(
                    "  \(message.id)", Age.text(from: message.failedAt, to: now), message.type, message.subject,
                    message.explanation)
            }
            return "  \(TerminalText.escaped(code)): \(messages.count)\n\(table.text)"
        }
        return "\(stage.rawValue): \(parked.count) parked\n" + blocks.joined(separator: "\n")
    }
}

/// The output of `meshpost parked list --json`.
struct ParkedReport: Encodable {
    struct Line: Encodable {
        var id: String
        var stage: String
        var code: String
        var detail: String
        var type: String
        var subject: String
        var firstFailedAt: Date?
        /// False for a message that is replayed only with `--believe`.
        var believed: Bool

        init(_ message: ParkedMessage) {
            id = message.id
            stage = message.stage.rawValue
            code = message.reason.code
            detail = message.reason.detail
            type = message.type
            subject = message.subject
            firstFailedAt = message.failedAt
            believed = message.doubt == nil
        }
    }

    var parked: [Line]
}

extension ParkedMessage {
    /// The reason in words; if the message is not believed for another reason, that reason comes first.
    fileprivate var explanation: String {
        guard let doubt, doubt != reason else { return reason.detail }
        return "not believed, for \(doubt.detail); \(reason.detail)"
    }
}

/// The output of `meshpost parked show`: headers and the event, neither with patient data.
struct ParkedDetails {
    let message: ParkedMessage
    let now: Date

    var text: String {
        let heads = [
            "id       \(message.id)", "parked   by \(message.stage.rawValue), first failed \(failed)",
            "why      \(message.reason.code): \(message.explanation)", "type     \(message.type)",
            "subject  \(message.subject)", "headers",
        ]
        // Escaped, so that each stays one line whatever the message holds.
        var lines = heads.map { TerminalText.escaped($0) }
        for (name, value) in message.delivery.properties.headers.sorted(by: { $0.key < $1.key }) {
            lines.append(TerminalText.escaped("  \(name): \(value.text)"))
        }
        lines.append(message.event == nil ? "body, which is no event (\(message.delivery.bodySize) bytes)" : "event")
        lines.append(body)
        return lines.joined(separator: "\n")
    }

    private var failed: String {
        guard let at = message.failedAt else { return "at an unknown time" }
        return "\(Instant.text(at)) (\(Age.text(from: at, to: now)) ago)"
    }

    private var body: String {
        let bytes = message.delivery.body
        guard message.event != nil, let json = try? JSONSerialization.jsonObject(with: bytes),
            let pretty = try? JSONSerialization.data(
                withJSONObject: json, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        else {
            // A body that is not our event may hold patient data, so it is not shown.
            return "  not shown: look at it with the broker's tools if you may see patient data"
        }
        return String(decoding: pretty, as: UTF8.self)
    }
}
