import Documents
import Foundation
import Letters
import Messages
import Testing

@testable import Acknowledgement

@Suite("Where a message went")
struct DestinationTests {
    typealias Whereabouts = ExpectedAnswers.Whereabouts

    /// What the events tell, and what follows whatever their order.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let inputs: [ExpectedAnswers.Input]
        let destination: ExpectedAnswers.Destination

        init(_ name: String, _ inputs: [ExpectedAnswers.Input], _ destination: ExpectedAnswers.Destination) {
            (testDescription, self.inputs, self.destination) = (name, inputs, destination)
        }
    }

    static func converted(_ mailbox: String?) -> ExpectedAnswers.Input {
        .converted(expects: [.business], traceparent: nil, mailbox: mailbox)
    }

    static func sent(_ mailbox: String?, _ isTracked: Bool? = nil) -> ExpectedAnswers.Input {
        .sent(meshMessageID: "M1", to: Whereabouts(mailbox: mailbox, isTracked: isTracked), at: Samples.hour(1))
    }

    static func collected(_ mailbox: String?, _ isTracked: Bool? = nil) -> ExpectedAnswers.Input {
        .collected(by: Whereabouts(mailbox: mailbox, isTracked: isTracked), at: Samples.hour(2))
    }

    static let rows = [
        Row("nothing is known before it is sent", [converted(nil)], .notSentYet),
        Row("the practices file says where it will go", [converted("A")], .mailbox("A")),
        Row("where it was sent goes before that", [converted("A"), sent("B")], .mailbox("B")),
        Row("an address by patient is asked for", [converted(nil), sent(nil, true)], .tracked),
        Row("and tracking tells", [converted(nil), sent(nil, true), collected("C")], .mailbox("C")),
        Row("or cannot tell", [converted(nil), sent(nil, true), collected(nil, false)], .untold),
        Row("nobody asks the client's folders", [converted(nil), sent(nil, false)], .untold),
        Row("a former version did not say", [converted(nil), sent(nil)], .untold),
        Row("nor did it of what was collected", [sent(nil), collected(nil)], .untold),
        Row("until a later one does", [sent(nil), collected("C")], .mailbox("C")),
    ]

    @Test("is known from the events in any order", arguments: rows)
    func order(row: Row) {
        func orders(_ inputs: [ExpectedAnswers.Input]) -> [[ExpectedAnswers.Input]] {
            guard inputs.count > 1 else { return [inputs] }
            return inputs.indices.flatMap { place -> [[ExpectedAnswers.Input]] in
                var rest = inputs
                let first = rest.remove(at: place)
                return orders(rest).map { [first] + $0 }
            }
        }
        let facts = Samples.facts()
        for inputs in orders(row.inputs) {
            var expectation = ExpectedAnswers(facts: facts, attempt: Samples.attempt(facts))
            for input in inputs { _ = expectation.take(input) }
            #expect(expectation.destination == row.destination, "\(inputs)")
        }
    }
}

@Suite("What an answer's own identifier names")
struct IdentifierTests {
    private static let ours = MessageID(UUID())

    @Test(
        "is a message that may be ours, or another's, or cannot be read",
        arguments: [
            (ours.description, true, false), ("urn:uuid:\(ours.description.uppercased())", true, false),
            ("UNREADABLE-IN-ORIGINAL-MESSAGE", false, false), ("unreadable-in-original-message", false, false),
            ("", false, false), ("20260101-4711", false, true), ("{\(ours)}", false, true),
        ])
    func named(identifier: String, isOurs: Bool, isAnothers: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "answers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try DocumentStore(folder, key: nil)
        let text = """
            <Bundle xmlns="http://hl7.org/fhir"><entry><resource><MessageHeader><response>
            <identifier value="\(identifier)"/><code value="ok"/></response></MessageHeader></resource></entry>
            <entry><resource><OperationOutcome><issue><severity value="information"/><details><coding>
            <system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"/><code value="30001"/>
            </coding></details></issue></OperationOutcome></resource></entry></Bundle>
            """
        let body = try await store.put(Data(text.utf8), mediaType: "application/fhir+xml")
        let received = MeshReceived(
            meshMessageID: "IN1", workflow: "GPCONNECT_SEND_DOCUMENT_ACK", isReport: false, body: body,
            headers: body, localID: Self.ours, from: "X26GP001")
        let answer = try await AnswerReader(store: store).read(
            Event(.meshReceived, received, about: "IN1", cause: "IN1", from: .transport, at: Date()))
        #expect(answer.identifier == (isOurs ? .message(Self.ours) : nil))
        #expect(answer.isOfAnother == isAnothers)
        #expect(answer.keys.contains(.message(Self.ours)) && answer.from == "X26GP001")
    }
}
