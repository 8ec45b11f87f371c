import Renditions
import XML

/// The names in an XML file as its formats' specifications spell them, whatever prefixes its writer chose: what a prefix
/// means is its namespace (Namespaces in XML 1.0, 2), and many programs choose other prefixes than Word does.
struct XMLNames {
    /// The usual prefix of each prefix that is bound here; nil for a namespace that no reader here knows.
    private var prefixes: [String: String?] = ["xml": "xml", "xmlns": "xmlns"]
    /// For each open element that brought bindings of its own, what was bound around it.
    private var outer: [[String: String?]?] = []
    /// The names that were told already under these bindings: a letter has few, many times.
    private var told: [String: String] = [:]

    /// - Throws: `.broken` for a prefix that is bound to nothing.
    mutating func begin(_ tag: XMLTag) throws(FaultFound) -> (String, [String: String]) {
        bind(tag.namespaces)
        var attributes: [String: String] = [:]
        for attribute in tag.attributes {
            let name = attribute.name.text
            attributes[name.utf8.count == attribute.name.local.utf8.count ? name : try usual(name)] = attribute.text
        }
        for declaration in tag.namespaces { attributes[declaration.name] = declaration.address }
        return (try usual(tag.name.text), attributes)
    }

    private mutating func bind(_ namespaces: [XMLTag.Declaration]) {
        outer.append(namespaces.isEmpty ? nil : prefixes)
        if namespaces.isEmpty { return }
        told = [:]
        for declaration in namespaces { prefixes[declaration.prefix] = .some(Self.usual[declaration.address]) }
    }

    mutating func end(_ name: String) throws(FaultFound) -> String {
        let usual = try usual(name)
        if let before = outer.popLast() ?? nil { (prefixes, told) = (before, [:]) }
        return usual
    }

    private mutating func usual(_ name: String) throws(FaultFound) -> String {
        if let usual = told[name] { return usual }
        let usual = try found(name)
        told[name] = usual
        return usual
    }

    private func found(_ name: String) throws(FaultFound) -> String {
        let halves = name.split(separator: ":", maxSplits: 1)
        let prefix = halves.count == 2 ? String(halves[0]) : ""
        guard let bound = prefixes[prefix] else {
            if prefix.isEmpty { return name }
            throw FaultFound(.broken)
        }
        guard let usual = bound else { return prefix.isEmpty || !Self.known.contains(prefix) ? name : "other:\(name)" }
        if usual == prefix { return name }
        return usual.isEmpty ? String(halves[halves.count - 1]) : "\(usual):\(halves[halves.count - 1])"
    }

    private static let known = Set(usual.values)
    private static let usual: [String: String] = {
        var usual = [
            "http://schemas.openxmlformats.org/package/2006/relationships": "",
            "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
            "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
            "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
            "http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas": "lc",
            "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing": "wp14",
            "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup": "wpg",
            "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas": "wpc",
            "http://schemas.microsoft.com/office/drawing/2010/main": "a14",
            "urn:schemas-microsoft-com:office:word": "w10",
            "http://schemas.microsoft.com/office/word/2003/wordml": "w", "urn:schemas-microsoft-com:vml": "v",
            "urn:schemas-microsoft-com:office:office": "o",
            "http://www.w3.org/1999/xlink": "xlink", "http://www.w3.org/1998/Math/MathML": "math",
            "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0": "field",
            "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
        ]
        // Of Office Open XML each namespace has two names, that of ECMA-376's first edition and that of its strict one.
        for (prefix, folder, name) in [
            ("w", "wordprocessingml", "main"), ("a", "drawingml", "main"), ("pic", "drawingml", "picture"),
            ("wp", "drawingml", "wordprocessingDrawing"), ("dgm", "drawingml", "diagram"), ("c", "drawingml", "chart"),
            ("r", "officeDocument", "relationships"), ("m", "officeDocument", "math"),
        ] {
            usual["http://schemas.openxmlformats.org/\(folder)/2006/\(name)"] = prefix
            usual["http://purl.oclc.org/ooxml/\(folder)/\(name)"] = prefix
        }
        for prefix in [
            "office", "text", "table", "style", "meta", "number", "presentation", "chart", "form", "script", "manifest",
        ] {
            usual["urn:oasis:names:tc:opendocument:xmlns:\(prefix):1.0"] = prefix
        }
        for (prefix, name) in [("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible")] {
            usual["urn:oasis:names:tc:opendocument:xmlns:\(name):1.0"] = prefix
        }
        return usual
    }()
}
