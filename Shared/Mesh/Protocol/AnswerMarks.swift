import HTTP

/// What an answer of success must bring to be believed: one row for each question (MESH API specification 2.0.0).
///
/// Strict on what identifies, tolerant on what MESH may leave out: a mark that is not needed must only not contradict.
struct AnswerMarks {
    enum Body: Equatable {
        /// JSON, or nothing: version 2 leaves out what version 1 says.
        case jsonOrNothing
        case json
        /// A message's own bytes, of any type, whose length is known, so that half of it is not taken for all.
        case content
        /// The answer to HEAD.
        case none
    }

    var statuses: Set<Int>
    var body: Body
    /// In the headers.
    var headers: [Mark] = []
    /// In the JSON.
    var fields: [Mark] = []
    /// What else the JSON must hold, by the reader that makes sense of it.
    var reading: (JSONAnswer) throws -> Void = { _ in }

    /// One thing that an answer says of itself.
    struct Mark {
        /// What it is called, in the versions of the API.
        var names: [String]
        var isNeeded: Bool
        /// What it must be, for the sentence.
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

    /// Letters, digits, `_` and `-`, at most 100: `20200601122152994285_D59900`, or 32 hexadecimal digits.
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
        // MESH's own word that it failed, under a status of success, is for the caller.
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
        // Where neither is said, a connection that breaks looks like the end.
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

    /// A report may bear the address of the message that it reports on, and no workflow.
    private static let unlessReport: Set<String> = [MeshHeader.to.rawValue, MeshHeader.workflowID.rawValue]
}
