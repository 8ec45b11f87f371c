public import XML

/// The technical answer of ITK 2 to an envelope. MeshPost only reads such answers; it neither requests nor sends them.
public struct InfrastructureResponse: Equatable, Sendable {
    public var isAccepted: Bool
    /// The tracking id of the answered envelope.
    public var trackingID: String
    /// The errors, each as a code with its meaning.
    public var errors: [String]

    /// Reads the answer.
    ///
    /// - Parameter root: the root element, with namespace prefixes removed.
    /// - Throws: the reason why it cannot be read, without values from the answer.
    public init(_ root: Element) throws(Violation) {
        let name = "InfrastructureResponse"
        guard root.name == name else { throw Violation(path: root.name, problem: "a \(name) is wanted") }
        guard let tracking = root.attribute("trackingIdRef"), !tracking.isEmpty else {
            throw Violation(path: "\(name)@trackingIdRef", problem: "is missing")
        }
        guard let result = root.attribute("result") else {
            throw Violation(path: "\(name)@result", problem: "is missing")
        }
        trackingID = tracking
        isAccepted = ["OK", "Warning"].contains(result)
        errors = (root.first("errors")?.all("errorInfo") ?? []).map {
            EnvelopeError.words($0.first("ErrorCode")?.allText.trimmed ?? "")
        }
    }

    /// The rules that an answer breaks. Systems in use send `ERROR` in place of `Failure`, so both are allowed.
    public static func violations(of root: Element) -> [Violation] {
        let rules: [Rule] = [
            .attributes(
                "",
                [
                    "xmlns": [DistributionEnvelope.namespace], "timestamp": [], "serviceRef": [], "trackingIdRef": [],
                    "result": ["OK", "Warning", "Failure", "ERROR"],
                ]),
            .order("", "reportingIdentity", "errors"), .count("reportingIdentity", 1, 1),
            .count("reportingIdentity.id", 1, nil),
            .attributes("reportingIdentity.id", ["uri": []], besides: ["type"]),
            .order("errors", "errorInfo"),
            .order("errors.errorInfo", "ErrorID", "ErrorCode", "ErrorText", "ErrorDiagnosticText"),
            .count("errors.errorInfo.ErrorCode", 1, 1),
        ]
        let found = Profile(url: "", resource: "InfrastructureResponse", rules: rules).violations(of: root)
        guard let id = root.attribute("trackingIdRef"), !TextForm.uuid(capital: true).holds(id) else { return found }
        let problem = TextForm.uuid(capital: true).words
        return found + [Violation(path: "InfrastructureResponse@trackingIdRef", problem: problem)]
    }
}

extension String {
    var trimmed: String { String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()) }
}
