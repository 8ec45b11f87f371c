import HTTP

/// The checks that a successful answer must pass to be believed; one table row per kind of request (MESH API
/// specification 2.0.0).
///
/// Identifying values must be there. Values that MESH may leave out are only compared if they are there.
struct AnswerMarks {
    enum Body: Equatable {
        /// JSON or an empty body: version 2 leaves out some bodies that version 1 has.
        case jsonOrNothing
        case json
        /// The bytes of a message, of any media type. The length must be known, so that a truncated body is not taken
        /// for the whole.
        case content
        /// The answer to HEAD.
        case none
    }

    var statuses: Set<Int>
    var body: Body
    /// Checks of headers.
    var headers: [Mark] = []
    /// Checks of JSON fields.
    var fields: [Mark] = []
    /// Parses the JSON; throws if required content is missing.
    var reading: (JSONAnswer) throws -> Void = { _ in }

    /// A check of one value in an answer.
    struct Mark {
        /// The names of the value in the versions of the API.
        var names: [String]
        var isNeeded: Bool
        /// The expected value, for the error text.
        var meant: String
        var fits: (String) -> Bool

        static func needed(_ names: String..., equals value: String) -> Mark {
            Mark(names: names, isNeeded: true, meant: value) { $0.lowercased() == value.lowercased() }
        }

        static func unlessOther(_ names: String..., than value: String) -> Mark {
            Mark(names: names, isNeeded: false, meant: value) { $0.lowercased() == value.lowercased() }
        }

        static func id(_ names: String...) -> Mark {
            Mark(names: names, isNeeded: true, meant: "a message id of MESH's form", fits: AnswerMarks.isMessageID)
        }

        func objection(_ value: String?) -> String? {
            let name = names.first ?? ""
            guard let value else { return isNeeded ? "it has no \(name)" : nil }
            return fits(value) ? nil : "its \(name) is not \(meant)"
        }
    }

    /// Whether the text is a MESH message id: 1 to 100 letters, digits, `_` and `-`, for example
    /// `20200601122152994285_D59900` or 32 hexadecimal digits.
    static func isMessageID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }

    static func isJSON(_ type: String?) -> Bool { type?.lowercased().contains("json") ?? false }

    func objection(to response: HTTPResponse) -> String? {
        if let objection = objection(toHead: response.status, response.headers) { return objection }
        switch body {
        case .none, .content: return nil
        case .jsonOrNothing where response.body.isEmpty: return nil
        case .jsonOrNothing, .json: break
        }
        let answer = JSONAnswer(response)
        guard answer.isJSON else { return ErrorBody(response.body, isFailure: true)?.text ?? "it is empty" }
        // An error of MESH itself under a success status is handled by the caller.
        guard ErrorBody(response.body, isFailure: false) == nil else { return nil }
        for mark in fields {
            if let objection = mark.objection(answer.text(mark.names)) { return objection }
        }
        do {
            try reading(answer)
            return nil
        } catch {
            return (error as? MeshError)?.detail ?? "it cannot be read"
        }
    }

    func objection(toHead status: Int, _ fields: HeaderFields) -> String? {
        guard statuses.contains(status) else { return "HTTP \(status), which MESH does not answer here" }
        if body == .json || body == .jsonOrNothing, let type = fields["content-type"], !Self.isJSON(type) {
            return "it is of another type than JSON"
        }
        // Without a length, a broken connection cannot be told from the end of the body.
        if body == .content, fields["content-length"] == nil, fields["transfer-encoding"] == nil {
            return "it does not say how long it is"
        }
        let isReport = fields[.messageType]?.uppercased() == "REPORT"
        for mark in headers where !(isReport && Self.unlessReport.contains(mark.names.first ?? "")) {
            let value = mark.names.lazy.compactMap { fields[$0] }.first
            if let objection = mark.objection(value) { return objection }
        }
        return nil
    }

    /// Headers that are not checked in a report: it may have the address of the message that it reports on, and no
    /// workflow.
    private static let unlessReport: Set<String> = [MeshHeader.to.rawValue, MeshHeader.workflowID.rawValue]
}
