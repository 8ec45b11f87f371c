import Foundation
import FoundationXML
import Renditions

/// Reads XML from beginning to end and tells what comes, names as `XMLNames` has them; entities of its own and anything
/// outside are refused.
final class XMLEvents: NSObject, XMLParserDelegate {
    private let begin: (String, [String: String]) -> Void
    private let end: (String) -> Void
    private let text: (String) -> Void
    private var names = XMLNames()
    private var fault: FaultFound?

    private init(
        begin: @escaping (String, [String: String]) -> Void, end: @escaping (String) -> Void,
        text: @escaping (String) -> Void
    ) {
        (self.begin, self.end, self.text) = (begin, end, text)
    }

    static func read(
        _ data: Data, begin: @escaping (String, [String: String]) -> Void, end: @escaping (String) -> Void,
        text: @escaping (String) -> Void
    ) throws(FaultFound) {
        // Neither format allows a document type declaration (ECMA-376 part 2, 10.1.2; ODF has no use for one).
        for declaration in ["<!DOCTYPE", "<!ENTITY"] {
            for encoding in [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian] {
                guard let mark = declaration.data(using: encoding) else { continue }
                if data.range(of: mark) != nil { throw FaultFound(.activeContent) }
            }
        }
        let events = XMLEvents(begin: begin, end: end, text: text)
        let parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        parser.delegate = events
        guard parser.parse() else { throw events.fault ?? FaultFound(.broken) }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        attempt(parser) { () throws(FaultFound) in
            let (name, attributes) = try names.begin(name, attributes)
            begin(name, attributes)
        }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        attempt(parser) { () throws(FaultFound) in end(try names.end(name)) }
    }

    private func attempt(_ parser: XMLParser, _ event: () throws(FaultFound) -> Void) {
        do { try event() } catch {
            fault = error
            parser.abortParsing()
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text(string) }
}
