import Foundation
import Letters
import Messages
import Pipeline

/// What an ITK3 response says, as far as an outcome depends on it.
struct PracticeResponse: Equatable, Sendable {
    /// The MessageHeader id that it answers; nil when the recipient could not read it, or it is none of ours.
    var answers: MessageID?
    /// The response names the message that it answers, by an id that cannot be one of ours.
    var isOfAnother = false
    /// What it says by the table of codes; at least one finding.
    var findings: [AnswerFinding]
}

/// Reads what MESH brought into an answer.
struct AnswerReader: Sendable {
    /// Reads an object of the document store.
    let fetch: @Sendable (ObjectReference) async throws -> Data
    /// Reads an ITK3 response; throws what is wrong with it, free of patient data.
    let parse: @Sendable (Data) throws -> PracticeResponse

    /// - Throws: `StageFailure.never` for what is no answer or cannot be read as one, and what `fetch` throws.
    func read(_ event: Event) async throws -> MeshAnswer {
        let message = try event.payload(MeshReceived.self)
        if message.isReport { return MeshAnswer(report: message, event) }
        // Letters that are sent to us come in here once inbound letters are handled.
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
    /// A REPORT's status code stands in the headers that came with the event; its linked id is MESH's own, the local id
    /// may be shared by several messages.
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
