import Foundation
import Messages

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Everything that a FHIR document says, by where it says it: values of primitives, attributes, and the words of texts.
///
/// Read by a parser of another hand, so that the product's reader cannot hide what it loses.
final class Leaves: NSObject, XMLParserDelegate {
    /// `Bundle.entry[2].resource.Patient.name[0].family[0]` and what stands there.
    private(set) var found: [String: String] = [:]
    private var stack: [(path: String, counts: [String: Int])] = []

    static func read(_ data: Data) throws -> [String: String] {
        let leaves = Leaves()
        let parser = XMLParser(data: data)
        parser.delegate = leaves
        guard parser.parse() else { throw XMLNode.Unreadable(line: parser.lineNumber) }
        return leaves.found.mapValues { value in
            // The same instant may be said in another zone, and bytes in lines.
            if let date = Instant.date(value) { return Instant.text(date) }
            return value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    /// `Patient.name.family`: the names from the innermost resource on.
    static func names(_ path: String) -> String {
        let inner = path.ranges(of: /\.resource\[\d+\]\./).last.map { path[$0.upperBound...] } ?? path[...]
        return String(inner).replacing(/\[\d+\]/, with: "")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        var path = name
        if var holder = stack.popLast() {
            let index = holder.counts[name, default: 0]
            path = "\(holder.path).\(name)[\(index)]"
            holder.counts[name] = index + 1
            stack.append(holder)
        }
        for (name, text) in attributes where !name.hasPrefix("xmlns") && !name.hasPrefix("xsi:") {
            found[name == "value" ? path : "\(path)@\(name)"] = text
        }
        stack.append((path, [:]))
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        stack.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard let path = stack.last?.path, path.contains(".div[") else { return }
        found["\(path)#", default: ""] += string
    }
}
