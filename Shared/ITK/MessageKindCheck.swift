import FHIR
import XML

/// Checks that a message's event, its message definition and the profile of its document belong together (ITK3 message
/// definitions), and that GP Connect Send Document asks for both responses (specification 2.0.2).
enum MessageKindCheck {
    private struct Row {
        var display: String
        var definition: String
        var composition: String
        var wantsBoth = false
    }

    private static let rows: [String: Row] = {
        var rows = [
            SendDocument.event.code: Row(
                display: SendDocument.event.display, definition: SendDocument.messageDefinition,
                composition: ITKProfile.composition.url, wantsBoth: true)
        ]
        for kind in TransferOfCareKind.allCases {
            rows[kind.event.code] = Row(
                display: kind.event.display, definition: kind.messageDefinition, composition: kind.compositionProfile)
        }
        return rows
    }()

    /// A letter is not a response, and its focus is its document.
    private static let letter = Profile(
        url: "", resource: "MessageHeader", rules: [.none("response"), .count("focus", 1, 1), .none("receiver").ours])

    static func violations(of message: Element) -> [Violation] {
        let resources = message.all("entry").compactMap { $0.first("resource")?.children.first }
        guard let header = resources.first(where: { $0.name == "MessageHeader" }) else { return [] }
        guard let row = rows[header.first("event", "code")?.valueText ?? ""] else {
            return [Violation(path: "MessageHeader.event.code", problem: "is of no message that we write")]
        }
        var found = letter.violations(of: header)
        if header.first("event", "display")?.valueText != row.display {
            found.append(Violation(path: "MessageHeader.event.display", problem: "must be \(row.display)"))
        }
        let handling = header.first("extension")?.all("extension") ?? []
        func part(_ name: String) -> Element? { handling.first { $0.attribute("url") == name } }
        let type = part("RecipientType")?.first("valueCoding")
        if let code = type?.first("code")?.valueText, let wanted = recipients[code],
            type?.first("display")?.valueText != wanted
        {
            found.append(
                Violation(path: "MessageHeader.extension (RecipientType).display", problem: "must be \(wanted)"))
        }
        if part("MessageDefinition")?.first("valueReference", "reference")?.valueText != row.definition {
            found.append(
                Violation(path: "MessageHeader.extension (MessageDefinition)", problem: "is not that of the event"))
        }
        if row.wantsBoth {
            for name in ["BusAckRequested", "InfAckRequested"]
            where part(name)?.first("valueBoolean")?.valueText != "true" {
                found.append(Violation(path: "MessageHeader.extension (\(name))", problem: "must be true"))
            }
        }
        let parts = resources.filter { $0.name == "Bundle" }.flatMap { $0.all("entry") }
            .compactMap { $0.first("resource")?.children.first }
        // GP Connect requires the organisation's name (GPCM-SD-030).
        if row.wantsBoth {
            let named = Profile(url: "", resource: "Organization", rules: [.count("name", 1, 1)])
            found += parts.filter { $0.name == "Organization" }.flatMap(named.violations)
        }
        // Transfer of Care allows PDF attachments only (response code 20004); Send Document allows others.
        if !row.wantsBoth {
            let attached = Profile(url: "", resource: "Binary", rules: [.fixed("contentType", "application/pdf").ours])
            found += parts.filter { $0.name == "Binary" }.flatMap(attached.violations)
        }
        let compositions = parts.filter { $0.name == "Composition" }
        for composition in compositions where composition.first("meta", "profile")?.valueText != row.composition {
            found.append(Violation(path: "Composition.meta.profile", problem: "is not that of the message's event"))
        }
        for composition in compositions {
            let own = composition.first("identifier", "value")?.valueText
            if let own, composition.first("relatesTo", "targetIdentifier", "value")?.valueText == own {
                found.append(
                    Violation(path: "Composition.relatesTo.targetIdentifier.value", problem: "must not be its own"))
            }
        }
        return found
    }

    /// CodeSystem ITK-RecipientType-1.
    private static let recipients = ["FA": "For Action", "FI": "For Information"]
}
