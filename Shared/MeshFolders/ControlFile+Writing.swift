public import Foundation

extension ControlFile {
    /// The bytes of the file: UTF-8, one element per line, nil values left out. The same value always gives the same
    /// bytes.
    ///
    /// - Throws: `ControlFileError` for a value that is too long or not printable ASCII, because MESH sends it as a
    ///   header.
    public func written() throws(ControlFileError) -> Data {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(ControlFileElement.root)>\n"
        for element in ControlFileElement.allCases {
            guard let value = element.text(in: self), !value.isEmpty else { continue }
            text += "    " + (try Self.line(element.rawValue, value, most: element.longest))
        }
        for record in status {
            text += "    <\(ControlFileElement.status)>\n"
            let fields = [
                ("DateTime", record.dateTime), ("Event", record.event.word),
                ("Status", record.isSuccess ? "SUCCESS" : "ERROR"), ("StatusCode", record.code),
                ("Description", record.description),
            ]
            for (name, value) in fields { text += "        " + (try Self.line(name, value)) }
            text += "    </\(ControlFileElement.status)>\n"
        }
        return Data((text + "</\(ControlFileElement.root)>\n").utf8)
    }

    private static func line(_ name: String, _ value: String, most: Int? = nil) throws(ControlFileError) -> String {
        guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { throw .characters(element: name) }
        if let most, value.utf8.count > most {
            throw .tooLong(element: name, characters: value.utf8.count, most: most)
        }
        var escaped = ""
        for character in value {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
        return "<\(name)>\(escaped)</\(name)>\n"
    }
}
