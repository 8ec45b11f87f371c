public import FHIR
import Letters
public import XML

extension MessageHandling {
    /// Reads the handling that a message's header asks for. Does not support a local extension.
    ///
    /// - Throws: the reason why it cannot be read, without values from the message.
    public init(_ header: MessageHeader) throws(Violation) {
        let holder = "MessageHeader.extension"
        guard let handling = header.extensions.first(where: { $0.attribute("url") == Self.url }) else {
            throw Violation(path: "\(holder) (Extension-ITK-MessageHandling-2)", problem: "is missing")
        }
        func value(_ part: String, _ path: String...) throws(Violation) -> String {
            let found = handling.all("extension").first { $0.attribute("url") == part }
            let end = path.reduce(found) { element, name in element?.first(name) }
            guard let text = end?.valueText, !text.isEmpty else {
                throw Violation(path: "\(holder) (\(part)).\(path.joined(separator: "."))", problem: "is missing")
            }
            return text
        }
        func truth(_ part: String) throws(Violation) -> Bool {
            guard let truth = Bool(try value(part, "valueBoolean")) else {
                throw Violation(path: "\(holder) (\(part)).valueBoolean", problem: "must be true or false")
            }
            return truth
        }
        func role() throws(Violation) -> RecipientRole {
            switch try value("RecipientType", "valueCoding", "code") {
            case "FA": .registeredPractice
            case "FI": .copy
            default:
                throw Violation(path: "\(holder) (RecipientType).valueCoding.code", problem: "must be one of FA, FI")
            }
        }
        let reference = try value("SenderReference", "valueString")
        self.init(
            wantsBusinessResponse: try truth("BusAckRequested"), wantsTechnicalResponse: try truth("InfAckRequested"),
            role: try role(), messageDefinition: try value("MessageDefinition", "valueReference", "reference"),
            senderReference: reference == Self.none ? nil : reference)
    }
}
