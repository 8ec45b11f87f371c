import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Picks the few values of a response out of its XML, by the names of the elements around them.
final class ResponseParser: NSObject, XMLParserDelegate {
    private struct Coding {
        var system: String?
        var code: String?
        var display: String?
    }

    /// Deeper than any FHIR resource that anybody sends.
    private static let deepest = 100
    private static let codeSystem = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"

    private var path: [String] = []
    private var hasResponse = false
    private var identifier: String?
    private var responseCode: String?
    private var headerID: String?
    private var senderReference: String?
    private var isSenderReference = false
    private var coding: Coding?
    private var codings: [Coding] = []

    static func parse(_ data: Data) throws(ITKResponseError) -> ITKResponse {
        // A document type could define entities; a UTF-16 document would hide it from the search.
        guard !data.contains(0), data.range(of: Data("<!DOCTYPE".utf8)) == nil else { throw .notXML(line: 1) }
        let parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        let reader = ResponseParser()
        parser.delegate = reader
        guard parser.parse() else { throw .notXML(line: parser.lineNumber) }
        return try reader.response()
    }

    private func response() throws(ITKResponseError) -> ITKResponse {
        guard hasResponse else { throw .notResponse }
        guard let identifier, !identifier.isEmpty else { throw .noIdentifier }
        let coded = codings.filter { !($0.code ?? "").isEmpty }
        let ours = coded.filter { $0.system == Self.codeSystem }
        let choices = ours.isEmpty ? coded : ours
        // One code is allowed; when several came, bad news must not hide behind good.
        let worst = choices.first { !ResponseCode.meaning(of: $0.code ?? "").isPositive } ?? choices.first
        guard let worst, let code = worst.code else { throw .noCode }
        return ITKResponse(
            identifier: identifier, responseCode: responseCode, code: .meaning(of: code), display: worst.display,
            messageHeaderID: headerID, senderReference: senderReference)
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        path.append(name.split(separator: ":").last.map(String.init) ?? name)
        guard path.count <= Self.deepest else { return parser.abortParsing() }
        let value = attributes["value"]?.trimmingCharacters(in: .whitespacesAndNewlines)
        if ends("MessageHeader", "response") { hasResponse = true }
        if ends("MessageHeader", "response", "identifier") { identifier = value }
        if ends("MessageHeader", "response", "code") { responseCode = value }
        if ends("MessageHeader", "id") { headerID = value }
        if ends("extension") { isSenderReference = attributes["url"] == "SenderReference" }
        if ends("extension", "valueString"), isSenderReference, value != "None" { senderReference = value }
        if path.contains("OperationOutcome"), ends("details", "coding") { coding = Coding() }
        if ends("coding", "system") { coding?.system = value }
        if ends("coding", "code") { coding?.code = value }
        if ends("coding", "display") { coding?.display = value }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if ends("coding"), let finished = coding {
            codings.append(finished)
            coding = nil
        }
        path.removeLast()
    }

    private func ends(_ names: String...) -> Bool { path.suffix(names.count).elementsEqual(names) }
}
