import Testing

@testable import MeshServer

@Suite("An inbox")
struct InboxTests {
    private var exchange = Hospital.exchange()

    private mutating func send(_ count: Int) throws -> [String] {
        try (0..<count).map { _ in
            try exchange.send(from: "X26HOSP1", Hospital.headers(), body: Hospital.letter, now: Hospital.now)
        }
    }

    @Test("is read to its end page by page, acknowledging in between, and every message once")
    mutating func pages() throws {
        let sent = try send(35)
        var read: [String] = []
        var next: String?
        repeat {
            let page = try exchange.inbox(of: "Y00001M", maximum: 10, from: next, now: Hospital.now)
            for id in page.messages { try exchange.acknowledge(id, in: "Y00001M", now: Hospital.now) }
            read += page.messages
            next = page.next
        } while next != nil
        #expect(read == sent)
        #expect(try exchange.inbox(of: "Y00001M", now: Hospital.now).approximateCount == 0)
    }

    @Test("a token from before a restart is not accepted")
    mutating func restart() throws {
        _ = try send(11)
        let page = try exchange.inbox(of: "Y00001M", maximum: 10, now: Hospital.now)
        var other = Hospital.exchange()
        #expect(throws: Refusal.badContinueToken) {
            try other.inbox(of: "Y00001M", maximum: 10, from: page.next, now: Hospital.now)
        }
        #expect((page.next ?? "").count >= 24)
    }

    @Test("as version 1 has it, a page goes on behind a message")
    mutating func versionOne() throws {
        let sent = try send(12)
        let page = try exchange.inbox(of: "Y00001M", maximum: 10, from: sent[9], now: Hospital.now)
        #expect(page.messages == Array(sent[10...]))
    }

    @Test("a page holds from 10 to 5000", arguments: [9, 5001])
    mutating func limits(maximum: Int) {
        #expect(throws: Refusal.self) { try exchange.inbox(of: "Y00001M", maximum: maximum, now: Hospital.now) }
    }

    @Test(
        "workflows are filtered six ways",
        arguments: [
            ("A_B", true), ("!A_B", false), ("A*", true), ("!A*", false), ("*_*", true), ("!*_*", false), ("A", false),
        ])
    func filter(text: String, matches: Bool) { #expect(WorkflowFilter(text).matches("A_B") == matches) }

    @Test("with a filter a page may be empty while there is a next one")
    mutating func emptyPage() throws {
        _ = try send(11)
        let page = try exchange.inbox(of: "Y00001M", maximum: 10, filter: "OTHER", now: Hospital.now)
        #expect(page.messages.isEmpty)
        #expect(page.next != nil)
    }

    @Test("after acknowledging, the body is gone; acknowledging again changes nothing")
    mutating func acknowledged() throws {
        let id = try send(1)[0]
        #expect(throws: Refusal.notYours) { try exchange.acknowledge(id, in: "X26HOSP1", now: Hospital.now) }
        try exchange.acknowledge(id, in: "Y00001M", now: Hospital.now)
        try exchange.acknowledge(id, in: "Y00001M", now: Hospital.now)
        #expect(throws: Refusal.gone) { try exchange.message(id, in: "Y00001M", now: Hospital.now) }
        #expect(exchange.counts.acknowledged == 1)
        #expect(throws: Refusal.noSuchMessage) { try exchange.acknowledge("NONE", in: "Y00001M", now: Hospital.now) }
    }

    @Test("what nobody collects expires after five days, and its sender gets a report")
    mutating func expiry() throws {
        let id = try exchange.send(
            from: "X26HOSP1", Hospital.headers(localID: "L1"), body: Hospital.letter, now: Hospital.now)
        let later = Hospital.now + 432_001
        #expect(try exchange.inbox(of: "Y00001M", now: later).messages.isEmpty)
        #expect(throws: Refusal.gone) { try exchange.message(id, in: "Y00001M", now: later) }
        let reportID = try #require(try exchange.inbox(of: "X26HOSP1", now: later).messages.first)
        let report = try exchange.message(reportID, in: "X26HOSP1", now: later)
        #expect(report.report?.code == "14")
        #expect(report.report?.about == id)
        #expect(report.headers.localID == "L1")
        #expect(report.headers.workflow == Hospital.workflow)
        #expect(report.sender.isEmpty)
        #expect(try exchange.track(id, by: "X26HOSP1", now: later).change.status == .undeliverable)
    }
}

@Suite("Tracking")
struct TrackingTests {
    @Test("shows acceptance and collection, to the sender only, and as late as told")
    func lag() throws {
        var exchange = Hospital.exchange { $0.trackingLagSeconds = 60 }
        let id = try exchange.send(
            from: "X26HOSP1", Hospital.headers(localID: "L1"), body: Hospital.letter, now: Hospital.now)
        #expect(throws: Refusal.notFound) { try exchange.track(id, by: "X26HOSP1", now: Hospital.now + 59) }
        #expect(throws: Refusal.notFound) { try exchange.track(localID: "L1", by: "X26HOSP1", now: Hospital.now + 59) }
        try exchange.acknowledge(id, in: "Y00001M", now: Hospital.now + 30)
        #expect(try exchange.track(id, by: "X26HOSP1", now: Hospital.now + 61).change.status == .accepted)
        #expect(try exchange.track(id, by: "X26HOSP1", now: Hospital.now + 91).change.status == .acknowledged)
        #expect(throws: Refusal.notFound) { try exchange.track(id, by: "Y00001M", now: Hospital.now + 91) }
    }

    @Test("by local id finds the one, and will not choose among several")
    func several() throws {
        var exchange = Hospital.exchange()
        let id = try exchange.send(
            from: "X26HOSP1", Hospital.headers(localID: "L1"), body: Hospital.letter, now: Hospital.now)
        #expect(try exchange.track(localID: "L1", by: "X26HOSP1", now: Hospital.now).message.id == id)
        _ = try exchange.send(
            from: "X26HOSP1", Hospital.headers(localID: "L1"), body: Hospital.letter, now: Hospital.now)
        #expect(throws: Refusal.severalMatches) {
            try exchange.track(localID: "L1", by: "X26HOSP1", now: Hospital.now)
        }
    }
}

@Suite("A letter addressed by its patient")
struct PatientAddressTests {
    @Test("reaches the practice, and tracking then names its mailbox and organisation")
    func delivered() throws {
        var exchange = Hospital.exchange { $0.patientLookupSeconds = 30 }
        let id = try exchange.send(
            from: "X26HOSP1", Hospital.headers(to: "GPPROVIDER_9990000018_20150304_Test"), body: Hospital.letter,
            now: Hospital.now)
        #expect(try exchange.inbox(of: "Y00001M", now: Hospital.now + 29).messages.isEmpty)
        #expect(try exchange.inbox(of: "Y00001M", now: Hospital.now + 31).messages == [id])
        let tracking = try exchange.track(id, by: "X26HOSP1", now: Hospital.now + 31)
        #expect(tracking.message.recipient == "Y00001M")
        #expect(tracking.recipient?.ods == "Y00001")
    }

    @Test(
        "is accepted at first, and its failure comes as a report",
        arguments: [
            ("GPPROVIDER_9990000026_19500101_Other", "EPL-150"), ("GPPROVIDER_9990000034_19600101_Third", "EPL-151"),
            ("GPPROVIDER_9990000019_20150304_Test", "EPL-152"), ("GPPROVIDER_9990000042_20150304_Test", "EPL-153"),
            ("GPPROVIDER_9990000018_04032015_Test", "EPL-154"), ("GPPROVIDER_9990000018_20150304_Tset", "EPL-154"),
        ])
    func reported(address: String, code: String) throws {
        var exchange = Hospital.exchange()
        let id = try exchange.send(
            from: "X26HOSP1", Hospital.headers(to: address, localID: "L1"), body: Hospital.letter, now: Hospital.now)
        let reportID = try #require(try exchange.inbox(of: "X26HOSP1", now: Hospital.now).messages.first)
        let report = try exchange.message(reportID, in: "X26HOSP1", now: Hospital.now)
        #expect(report.report?.code == code)
        #expect(report.report?.about == id)
        #expect(report.headers.localID == "L1")
    }

    @Test("is refused at once on a workflow without that lookup")
    func workflow() {
        var exchange = Hospital.exchange { $0.patientWorkflows = [] }
        #expect(throws: Refusal.unregisteredRecipient) {
            try exchange.send(
                from: "X26HOSP1", Hospital.headers(to: "GPPROVIDER_9990000018_20150304_Test"), body: Hospital.letter,
                now: Hospital.now)
        }
    }
}
