import Foundation
import Letters
import Messages
import Testing

@testable import Reporting

@Suite("A doubted document in the ledger")
struct DoubtTests {
    private let source = ObjectReference(sha256: "aa", size: 1, mediaType: "application/rtf", location: "aa")
    private let pages = ObjectReference(sha256: "bb", size: 2, mediaType: "application/pdf", location: "bb")

    private func event(
        _ type: EventType, _ samples: Samples, attempt: Attempt? = nil, after seconds: Double,
        from stage: Stage = .operator, _ change: (inout LetterOutcome) -> Void = { _ in }
    ) throws -> Event {
        var payload = LetterOutcome(
            facts: samples.facts, attempt: attempt, by: OperatorAction(name: "pat", reason: "seen"))
        change(&payload)
        return try Event(
            type, payload, about: samples.facts.delivery.description, cause: "\(type) \(seconds)", from: stage,
            at: samples.start + seconds)
    }

    private func refused(_ samples: Samples) throws -> Event {
        try event(.letterRefused, samples, attempt: samples.attempt(), after: 1, from: .conversion) { payload in
            payload.reason = Reason(code: "document-content-lost", detail: "2 words differ")
            payload.doubt = DocumentDoubt(
                source: source, pages: pages, code: "document-content-lost", count: 2, page: 1)
        }
    }

    @Test("waits on the worklist with what is doubted until it is released, and is then on its way")
    func waits() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        let released = try event(.letterReleased, samples, after: 2)
        for event in [try refused(samples), try samples.extracted()] { try await ledger.note(event, parking: nil) }
        let line = try #require(try await ledger.lookUp(samples.facts.delivery.description).first)
        #expect(line.state == "refused" && line.needsPerson)
        #expect(line.concerns == [.document("count=2 page=1")])
        #expect(Phrases.concern(line.concerns[0]) == "for a person to release: 2 words, pages or images differ, page 1")
        #expect(Phrases.advice(line).command.hasPrefix("meshpost document show"))
        let entries = try #require(try await ledger.history(of: line.delivery)).entries
        let doubt = try #require(Doubt(in: entries, state: line.state))
        #expect(try doubt.doubt.pages == pages && doubt.attempt == samples.attempt().id)

        // The event arrives twice and counts as one attempt.
        for _ in 0..<2 { try await ledger.note(released, parking: nil) }
        let after = try #require(try await ledger.lookUp(samples.facts.delivery.description).first)
        #expect(after.state == "extracted" && !after.needsPerson && after.concerns == [] && after.attempts == 2)
        #expect(Doubt(in: try #require(try await ledger.history(of: line.delivery)).entries, state: after.state) == nil)
    }

    @Test("without a doubt stays refused for good")
    func refusedForGood() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        try await ledger.note(try samples.extracted(), parking: nil)
        try await ledger.note(
            try samples.outcome(.letterRefused, after: 1, code: "document-encrypted", from: .conversion), parking: nil)
        let line = try #require(try await ledger.lookUp(samples.facts.delivery.description).first)
        #expect(line.needsPerson && line.concerns == [])
        #expect(Phrases.advice(line).command.hasPrefix("meshpost letter close"))
    }

    @Test("that was sent and is judged wrong stands on the worklist, though filed, until a person closes it")
    func sent() async throws {
        let ledger = try Samples.ledger()
        let samples = try Samples()
        for event in try samples.life() { try await ledger.note(event, parking: nil) }
        let part = try await ledger.sentDocuments(
            from: samples.start, to: samples.start + 60, after: nil, limit: 1)
        #expect(part.lines.map(\.facts) == [samples.facts] && part.lines.first?.documents.count == 2)
        // A page of the list may be empty; the list ends where there is no cursor.
        var next = part.next.flatMap(SentDocuments.Cursor.init)
        var others = 0
        while let cursor = next {
            let part = try await ledger.sentDocuments(
                from: samples.start, to: samples.start + 60, after: cursor, limit: 1)
            others += part.lines.count
            next = part.next.flatMap(SentDocuments.Cursor.init)
        }
        #expect(others == 0)
        #expect(
            try await ledger.sentDocuments(from: samples.start - 60, to: samples.start, after: nil).lines.isEmpty)

        let found = try event(.pagesDoubted, samples, attempt: samples.attempt(), after: 100) { payload in
            payload.reason = Reason(code: "document-construct-unknown", detail: "judged anew")
            payload.doubt = DocumentDoubt(
                source: source, pages: pages, code: "document-construct-unknown", construct: "cx:chart")
        }
        for _ in 0..<2 { try await ledger.note(found, parking: nil) }
        let line = try #require(try await ledger.lookUp(samples.facts.delivery.description).first)
        #expect(line.state == "filed" && line.needsPerson)
        #expect(line.concerns == [.pagesDoubted("construct=cx:chart")])
        #expect(Phrases.concern(line.concerns[0]) == "sent, and its pages are judged wrong: holds cx:chart")
        let entries = try #require(try await ledger.history(of: line.delivery)).entries
        #expect(Doubt(ofSent: entries)?.doubt.pages == pages)
        try await ledger.note(try event(.letterClosed, samples, after: 200), parking: nil)
        let closed = try #require(try await ledger.lookUp(samples.facts.delivery.description).first)
        #expect(closed.state == "filed" && !closed.needsPerson)
    }
}
