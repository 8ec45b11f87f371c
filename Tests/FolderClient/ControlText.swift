import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// A control file as this client sees it: names and texts, nothing more. Written apart from the product's own codec,
/// so that neither hides the other's faults.
struct ControlText {
    /// What lies directly beneath the root, in order, but the status.
    var fields: [(name: String, value: String)]
    var records: [String] = []

    /// Nil when it is not a whole `DTSControl`.
    init?(_ data: Data) {
        guard let root = try? XMLDocument(data: data).rootElement(), root.name == "DTSControl" else { return nil }
        fields = (root.children ?? []).compactMap { node in
            guard node.kind == .element, let name = node.name, name != "StatusRecord" else { return nil }
            return (name, (node.stringValue ?? "").trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    init(_ fields: [(name: String, value: String)]) { self.fields = fields }

    subscript(name: String) -> String {
        get { fields.first { $0.name == name }?.value ?? "" }
        set {
            if let index = fields.firstIndex(where: { $0.name == name }) {
                fields[index].value = newValue
            } else {
                fields.append((name, newValue))
            }
        }
    }

    /// What the client says of it.
    mutating func say(_ event: String, _ status: String, _ code: String, _ text: String = "", at time: Date) {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "yyyyMMddHHmmss"
        records.append(
            """
            <StatusRecord>
            		<DateTime>\(format.string(from: time))</DateTime>
            		<Event>\(event)</Event>
            		<Status>\(status)</Status>
            		<StatusCode>\(code)</StatusCode>
            		<Description>\(Self.escaped(text))</Description>
            	</StatusRecord>
            """)
    }

    /// As older and newer clients write it, in turn: blank elements, a blank in a tag, the older spelling.
    func data(variant: Int) -> Data {
        let lines = fields.map { name, value -> String in
            var name = name
            if name == "DataChecksum", variant % 2 == 1 { name = "DataCheckSum" }
            if value.isEmpty { return variant % 3 == 0 ? "\t<\(name)/>" : "\t<\(name) ></\(name)>" }
            return "\t<\(name)>\(Self.escaped(value))</\(name)>"
        }
        let body = (variant % 4 == 3 ? records + lines.reversed() : lines + records).joined(separator: "\n")
        let head = variant % 5 == 4 ? "" : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        return Data("\(head)<DTSControl>\n\(body)\n</DTSControl>\n".utf8)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
