import Foundation
import Letters
import Messages
import Pipeline

/// The parts of an ITK3 response on which an outcome depends.
struct PracticeResponse: Equatable, Sendable {
    /// The id of the MessageHeader that the response answers; nil when the recipient could not read that message, or
    /// when the id is not one of ours.
    var answers: MessageID?
    /// True when the response names the message that it answers by an id that cannot be ours.
    var isOfAnother = false
    /// The response's codes, looked up in the table of codes; at least one finding.
    var findings: [AnswerFinding]
}

/// Reads a `mesh.received` event, and the response in the document store, as an answer.
struct AnswerReader: Sendable {
    /// Reads an object of the document store.
    let fetch: @Sendable (ObjectReference) async throws -> Data
    /// Parses an ITK3 response; throws an error that names the fault and holds no patient data.
    let parse: @Sendable (Data) throws -> PracticeResponse

    /// - Throws: `StageFailure.never` for a message that is not an answer or cannot be parsed as one; any error of
    ///   `fetch`.
    func read(_ event: Event) async throws -> MeshAnswer {
        let message = try event.payload(MeshReceived.self)
        if message.isReport { return MeshAnswer(report: message, event) }
        // Inbound letters are not supported yet; they will be handled here.
        guard message.workflow.hasSuffix("_ACK") else {
            throw StageFailure.never(
                Reason(
                    code: "inbound-not-supported",
                    detail: "a message of workflow \(message.workflow) is no answer to a letter of ours: "
                        + "letters to us are not taken in yet; see to it by hand"))
        }
        guard let body = message.body else { throw Self.unreadable("it has no body") }
        let bytes = try await fetch(body)
        let response: PracticeResponse
        do {
            response = try parse(bytes)
        } catch {
            throw Self.unreadable("\(error)")
        }
        return MeshAnswer(response: response, message, event)
    }

    private static func unreadable(_ why: String) -> StageFailure {
        .never(Reason(code: "unreadable-answer", detail: "the answer cannot be read as an ITK3 response: \(why)"))
    }
}

extension MeshAnswer {
    /// Makes an answer of a MESH report. The status code comes from the MESH headers in the event. The linked message
    /// id is unique, since MESH assigned it; several messages may share a local id.
    init(report: MeshReceived, _ event: Event) {
        let code = AnswerCode.ofMesh(report.statusCode ?? "unknown")
        self.init(
            verdict: .undelivered, reason: Reason(code: code.code, detail: code.words),
            meshMessageID: report.meshMessageID, event: event.id, receivedAt: event.time,
            keys: Self.keys(report))
    }

    init(response: PracticeResponse, _ message: MeshReceived, _ event: Event) {
        let said = response.findings.map { Saying($0) }
        let first = said.first ?? Saying(AnswerFinding(.unknown("")))
        self.init(
            verdict: first.verdict, reason: first.reason,
            meshMessageID: message.meshMessageID, event: event.id, receivedAt: event.time,
            keys: (response.answers.map { [.message($0)] } ?? []) + Self.keys(message),
            identifier: response.answers.map { .message($0) }, isOfAnother: response.isOfAnother, from: message.from)
        if said.count > 1 { further = Array(said.dropFirst()) }
    }

    private static func keys(_ message: MeshReceived) -> [CorrelationKey] {
        (message.linkedMessageID.map { [.mesh($0)] } ?? []) + (message.localID.map { [.message($0)] } ?? [])
    }
}
