import Foundation
import HTTP
import XML

/// A control file as this client sees it: names and texts, nothing more. Written apart from the product's own codec,
/// so that neither hides the other's faults.
struct ControlText {
    /// What lies directly beneath the root, in order, but the status.
    var fields: [(name: String, value: String)]
    var records: [String] = []

    /// Nil when it is not a whole `DTSControl`.
    init?(_ data: Data) {
        var (names, text): ([String], String) = ([], "")
        var found: [(name: String, value: String)] = []
        var isControl = true
        do {
            try XMLStream.read(data) { event in
                switch event {
                case .start(let tag):
                    names.append(tag.name.text)
                    if names.count == 1 { isControl = tag.name.text == "DTSControl" }
                    if names.count == 2 { text = "" }
                case .text(let piece): text += piece
                case .end(let name):
                    if names.count == 2, name.text != "StatusRecord" {
                        found.append((name.text, text.trimmingCharacters(in: .whitespacesAndNewlines)))
                    }
                    names.removeLast()
                }
                return .goOn
            }
        } catch {
            return nil
        }
        guard isControl else { return nil }
        fields = found
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
