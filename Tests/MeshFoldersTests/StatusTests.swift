import Foundation
import MeshFolders
import Testing

@Suite("What the client says of a pair")
struct StatusTests {
    private func meaning(_ event: StatusRecord.Event, _ isSuccess: Bool, _ code: String) -> TransferStatus {
        StatusRecord(event: event, isSuccess: isSuccess, code: code).meaning
    }

    @Test("00 is handed over and not delivered, 05 is a delay although it is called a success")
    func transfer() {
        #expect(meaning(.transfer, true, "00") == .handedOver)
        #expect(meaning(.transfer, true, "05") == .delayed)
        #expect(meaning(.transfer, false, "06") == .notSent)
        #expect(meaning(.transfer, false, "04") == .clientRefused)
    }

    @Test("the guide's own sample, \"Transfer to DTS Server\", \"Success\", \"0\", is handed over too")
    func sample() throws {
        let text = """
            <DTSControl><DTSId>20200529–3573F8</DTSId><StatusRecord><Event>Transfer to DTS Server</Event>
            <Status>Success</Status><StatusCode>0</StatusCode></StatusRecord></DTSControl>
            """
        let record = try #require(try ControlFile(reading: Data(text.utf8)).latest)
        #expect(record.meaning == .handedOver)
        #expect(record.code == "00")
    }

    @Test("the same number means by its event: 16 of polling is the client's trouble, 12 of sending the letter's")
    func byEvent() {
        #expect(meaning(.receive, false, "16") == .notPolled)
        #expect(meaning(.receive, false, "17") == .notPolled)
        #expect(meaning(.send, false, "17") == .refused)
        #expect(meaning(.send, false, "12") == .refused)
        #expect(meaning(.collect, true, "00") == .pickedUp)
        #expect(meaning(.receive, true, "00") == .received)
    }

    @Test(
        "what MESH could not deliver is told from what it refused",
        arguments: [
            ("14", TransferStatus.undelivered), ("EPL-150", .undelivered), ("epl-154", .undelivered), ("07", .refused),
            ("99", .refused),
        ])
    func send(code: String, expected: TransferStatus) {
        #expect(meaning(.send, false, code) == expected)
    }

    @Test("a word that nobody knows is neither good nor bad")
    func unknown() {
        #expect(meaning(StatusRecord.Event("Shredding"), true, "00") == .unknown)
        #expect(meaning(.transfer, true, "77") == .unknown)
    }

    @Test("of several records the latest by its time counts")
    func latest() throws {
        var file = ControlFile()
        file.status = [
            StatusRecord(dateTime: "20261123080002", event: .transfer, isSuccess: true, code: "00"),
            StatusRecord(dateTime: "20261123080001", event: .transfer, isSuccess: true, code: "05"),
            StatusRecord(dateTime: "20261123080000", event: .collect, isSuccess: true, code: "00"),
        ]
        #expect(file.latest?.meaning == .handedOver)
    }

    @Test("its time is the client's own, in summer and in winter")
    func localTime() throws {
        let london = try #require(TimeZone(identifier: "Europe/London"))
        func time(_ text: String) -> Date? {
            StatusRecord(dateTime: text, event: .send, isSuccess: true, code: "00").date(in: london)
        }
        #expect(time("20260701120000") == Date(timeIntervalSince1970: 1_782_903_600))
        #expect(time("20261201120000") == Date(timeIntervalSince1970: 1_796_126_400))
        #expect(time("20261301120000") == nil)
        #expect(time("yesterday") == nil)
    }
}
