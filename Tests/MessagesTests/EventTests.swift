import Foundation
import Letters
import Messages
import Testing

@Suite("An event")
struct EventTests {
    @Test("comes back from the wire as it was sent", arguments: Samples.events)
    func roundTrip(sample: Samples.Sample) throws {
        let read = try Event(body: sample.event.body)
        #expect(read == sample.event)
        #expect(try sample.readsBack(read))
    }

    @Test("of every type has a sample here")
    func complete() {
        #expect(Set(Samples.events.map(\.event.type)) == Set(Samples.types))
    }

    @Test("is a CloudEvents 1.0 event whose type, subject and schema say what it is")
    func cloudEvent() throws {
        let event = try Samples.event(.letterSent, Samples.outcome)
        let json = try #require(try JSONSerialization.jsonObject(with: event.body) as? [String: Any])
        #expect(json["specversion"] as? String == "1.0")
        #expect(json["id"] as? String == event.id.description)
        #expect(json["type"] as? String == "letter.sent")
        #expect(json["subject"] as? String == Samples.facts.delivery.description)
        #expect(json["source"] as? String == "urn:meshpost:transport")
        #expect(json["dataschema"] as? String == "urn:meshpost:letter.sent:1")
        #expect(json["datacontenttype"] as? String == "application/json")
        #expect(json["time"] as? String == "2026-11-22T16:05:00.123Z")
        #expect(json["data"] is [String: Any])
    }

    @Test("made twice of the same cause is the same, byte for byte")
    func deterministic() throws {
        #expect(
            try Samples.event(.letterSent, Samples.outcome).body == Samples.event(.letterSent, Samples.outcome).body)
    }

    @Test("has the time that its reader will see, to the millisecond")
    func time() throws {
        let event = try Samples.event(
            .letterSent, Samples.outcome, at: Date(timeIntervalSince1970: 1_763_827_500.123_987_6))
        #expect(try Event(body: event.body).time == event.time)
    }

    @Test("with additions that this version does not know is read all the same")
    func additions() throws {
        let event = try altered { json in
            json["futureattribute"] = "x"
            var data = json["data"] as? [String: Any]
            data?["futureField"] = 1
            json["data"] = data
        }
        #expect(try event.payload(LetterOutcome.self) == Samples.outcome)
    }

    @Test("of a newer schema version is refused with the versions and what to do")
    func newer() throws {
        let event = try altered { $0["dataschema"] = "urn:meshpost:letter.sent:2" }
        let error = #expect(throws: EventError.newerVersion(type: .letterSent, version: 2, known: 1)) {
            try event.payload(LetterOutcome.self)
        }
        #expect(error?.code == "newer-schema-version")
        #expect(error?.description.contains("upgrade") == true)
    }

    @Test(
        "is unreadable without its envelope",
        arguments: ["", "no JSON", "[]", "{}", "{\"specversion\":\"1.0\"}", "\u{0}\u{1}"])
    func noEnvelope(text: String) {
        let error = #expect(throws: EventError.self) { try Event(body: Data(text.utf8)) }
        #expect(error?.code == "unreadable")
    }

    @Test(
        "is unreadable with an envelope that is none of ours",
        arguments: [
            ("specversion", "0.3"), ("id", "not-an-id"), ("source", "urn:meshpost:kitchen"), ("time", "yesterday"),
            ("time", "2026-11-22T16:05:00"), ("dataschema", "urn:meshpost:letter.sent"),
            ("dataschema", "urn:meshpost:letter.sent:0"), ("dataschema", "urn:meshpost:letter.sent:-1"),
        ])
    func foreign(key: String, value: String) {
        #expect(throws: EventError.self) { try altered { $0[key] = value } }
    }

    @Test("without data, or with other data than its type has, says what is missing")
    func wrongData() throws {
        let none = try altered { $0["data"] = nil }
        #expect(throws: EventError.unreadable("data is missing")) { try none.payload(LetterOutcome.self) }
        let empty = try altered { $0["data"] = [String: Any]() }
        #expect(throws: EventError.unreadable("facts is missing")) { try empty.payload(LetterOutcome.self) }
        let wrong = try altered { json in
            var data = json["data"] as? [String: Any]
            var facts = data?["facts"] as? [String: Any]
            facts?["recipient"] = "not an ODS code"
            data?["facts"] = facts
            json["data"] = data
        }
        let error = #expect(throws: EventError.self) { try wrong.payload(LetterOutcome.self) }
        #expect(error?.description.contains("recipient") == true)
        #expect(error?.description.contains("not an ODS code") == false, "a value could be patient data")
    }

    private func altered(_ change: (inout [String: Any]) -> Void) throws -> Event {
        let event = try Samples.event(.letterSent, Samples.outcome)
        var json = try #require(try JSONSerialization.jsonObject(with: event.body) as? [String: Any])
        change(&json)
        return try Event(body: try JSONSerialization.data(withJSONObject: json))
    }
}
