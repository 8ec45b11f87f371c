import Foundation
import XML

/// Extracts the few needed values of a response from its XML, by the names of the enclosing elements.
struct ResponseParser {
    /// Maximum nesting depth; deeper than in any real FHIR resource.
    private static let deepest = 100

    private var path: [String] = []
    private var hasResponse = false
    private var identifier: String?
    private var responseCode: String?
    private var headerID: String?
    private var senderReference: String?
    private var isSenderReference = false
    private var issues: [ITKResponse.Issue] = []
    private var system: String?
    private var code: String?

    static func parse(_ data: Data) throws(ITKResponseError) -> ITKResponse {
        var parser = ResponseParser()
        do throws(XMLError) {
            try XMLStream.read(data, limits: XMLLimits(depth: deepest), takesUndeclared: true) { event in
                parser.take(event)
                return .goOn
            }
        } catch {
            throw .notXML(error)
        }
        return try parser.response()
    }

    private func response() throws(ITKResponseError) -> ITKResponse {
        guard hasResponse else { throw .notResponse }
        let coded = issues.filter { !$0.codings.isEmpty }
        guard !coded.isEmpty else { throw .noCode }
        return ITKResponse(
            identifier: identifier.flatMap { $0.isEmpty ? nil : $0 }, responseCode: responseCode, issues: coded,
            messageHeaderID: headerID,
            senderReference: senderReference)
    }

    private mutating func take(_ event: XMLEvent) {
        switch event {
        case .start(let tag): begin(tag)
        case .text: break
        case .end: end()
        }
    }

    private mutating func begin(_ tag: XMLTag) {
        path.append(tag.name.local)
        let value = tag.attribute("value")?.trimmingCharacters(in: .whitespacesAndNewlines)
        if ends("MessageHeader", "response") { hasResponse = true }
        if ends("MessageHeader", "response", "identifier") { identifier = value }
        if ends("MessageHeader", "response", "code") { responseCode = value }
        if ends("MessageHeader", "id") { headerID = value }
        if ends("extension") { isSenderReference = tag.attribute("url") == "SenderReference" }
        if ends("extension", "valueString"), isSenderReference, value != "None" { senderReference = value }
        guard path.contains("OperationOutcome") else { return }
        if ends("OperationOutcome", "issue") { issues.append(ITKResponse.Issue()) }
        if ends("OperationOutcome", "issue", "severity") { issues[issues.count - 1].severity = value }
        if ends("details", "coding") { (system, code) = (nil, nil) }
        if ends("details", "coding", "system") { system = value }
        if ends("details", "coding", "code") { code = value }
    }

    private mutating func end() {
        if path.contains("OperationOutcome"), ends("details", "coding"), let code, !code.isEmpty {
            if issues.isEmpty { issues.append(ITKResponse.Issue()) }
            let system = system.flatMap { $0.isEmpty ? nil : $0 }
            issues[issues.count - 1].codings.append(ITKResponse.Coding(system: system, code: code))
            self.code = nil
        }
        path.removeLast()
    }

    private func ends(_ names: String...) -> Bool { path.suffix(names.count).elementsEqual(names) }
}
