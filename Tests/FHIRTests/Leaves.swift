import Foundation
import Letters
import XML

/// Everything that a FHIR document says, by where it says it: values of primitives, attributes, and the words of texts.
///
/// Taken from the markup as it comes, so that what the product makes of it cannot hide what it loses.
struct Leaves {
    /// `Bundle.entry[2].resource.Patient.name[0].family[0]` and what stands there.
    private(set) var found: [String: String] = [:]
    private var stack: [(path: String, counts: [String: Int])] = []

    static func read(_ data: Data) throws -> [String: String] {
        var leaves = Leaves()
        try XMLStream.read(data) { event in
            leaves.take(event)
            return .goOn
        }
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

    private mutating func take(_ event: XMLEvent) {
        switch event {
        case .start(let tag): begin(tag)
        case .text(let text): add(text)
        case .end: stack.removeLast()
        }
    }

    private mutating func begin(_ tag: XMLTag) {
        let name = tag.name.text
        var path = name
        if var holder = stack.popLast() {
            let index = holder.counts[name, default: 0]
            path = "\(holder.path).\(name)[\(index)]"
            holder.counts[name] = index + 1
            stack.append(holder)
        }
        for attribute in tag.attributes where !attribute.name.text.hasPrefix("xsi:") {
            let name = attribute.name.text
            found[name == "value" ? path : "\(path)@\(name)"] = attribute.text
        }
        stack.append((path, [:]))
    }

    private mutating func add(_ text: String) {
        guard let path = stack.last?.path, path.contains(".div[") else { return }
        found["\(path)#", default: ""] += text
    }
}
