public import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

extension ControlFile {
    /// The most bytes that are read; the client's own have a few hundred.
    public static let largest = 1 << 20

    /// Reads a control file of any client: elements in any order and case, both spellings, unknown ones skipped.
    ///
    /// Of an element that stands more than once the first value counts. Entities are not resolved.
    ///
    /// - Throws: `ControlFileError`; of a file that is just being written too.
    public init(reading data: Data) throws(ControlFileError) {
        guard data.count <= Self.largest else { throw .tooLarge(data.count) }
        // In another encoding than the ASCII family a document type could not be found.
        guard !data.contains(0) else { throw .notXML(line: 1) }
        guard data.range(of: Data("<!DOCTYPE".utf8)) == nil else { throw .documentType }
        let reader = Reader()
        let parser = XMLParser(data: Self.decodable(data))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        let isXML = parser.parse()
        if reader.isOther { throw .notControlFile }
        // Of a file that ends early the parser does not say so.
        guard isXML, reader.isWhole else { throw .notXML(line: parser.lineNumber) }
        self = reader.file
    }

    /// Older clients write their machine's own characters without saying so; then it is taken for Windows-1252.
    private static func decodable(_ data: Data) -> Data {
        let isDeclared = data.prefix(200).range(of: Data("encoding".utf8)) != nil
        if isDeclared || String(validating: data, as: UTF8.self) != nil { return data }
        return Data((String(data: data, encoding: .windowsCP1252) ?? "").utf8)
    }

    /// Fills a control file from the elements as they come.
    private final class Reader: NSObject, XMLParserDelegate {
        var file = ControlFile()
        var isOther = false
        /// The root's end was reached without a fault.
        var isWhole: Bool { isClosed && !isFaulty }
        private var isClosed = false
        private var isFaulty = false
        private var path: [String] = []
        private var text = ""
        private var seen: Set<ControlFileElement> = []
        private var record: [String: String]?

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            path.append((name.split(separator: ":").last.map(String.init) ?? name).lowercased())
            text = ""
            if path.count == 1, path[0] != ControlFileElement.root.lowercased() {
                isOther = true
                parser.abortParsing()
            }
            if path.count > 20 { parser.abortParsing() }
            if path.count == 2, path[1] == ControlFileElement.status.lowercased() { record = [:] }
        }

        func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) { isFaulty = true }

        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

        func parser(_ parser: XMLParser, foundCDATA data: Data) { text += String(decoding: data, as: UTF8.self) }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
            text = ""
            defer { path.removeLast() }
            if path.count == 1 { isClosed = true }
            guard let last = path.last else { return }
            if path.count == 3, record != nil, !value.isEmpty, record?[last] == nil { record?[last] = value }
            guard path.count == 2 else { return }
            if let fields = record, last == ControlFileElement.status.lowercased() {
                file.status.append(StatusRecord(fields))
                record = nil
                return
            }
            guard let element = ControlFileElement(name: last), !value.isEmpty, seen.insert(element).inserted
            else { return }
            element.set(value, in: &file)
        }
    }
}

extension StatusRecord {
    fileprivate init(_ fields: [String: String]) {
        self.init(
            dateTime: fields["datetime"] ?? "", event: Event(fields["event"] ?? ""),
            isSuccess: fields["status"]?.uppercased() == "SUCCESS", code: fields["statuscode"] ?? "",
            description: fields["description"] ?? "")
    }
}
