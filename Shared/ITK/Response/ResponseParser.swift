import Foundation
import XML

/// Picks the few values of a response out of its XML, by the names of the elements around them.
struct ResponseParser {
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
        if path.contains("OperationOutcome"), ends("details", "coding") { coding = Coding() }
        if ends("coding", "system") { coding?.system = value }
        if ends("coding", "code") { coding?.code = value }
        if ends("coding", "display") { coding?.display = value }
    }

    private mutating func end() {
        if ends("coding"), let finished = coding {
            codings.append(finished)
            coding = nil
        }
        path.removeLast()
    }

    private func ends(_ names: String...) -> Bool { path.suffix(names.count).elementsEqual(names) }
}
