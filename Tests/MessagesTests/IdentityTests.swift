import Foundation
import Letters
import Messages
import Testing

@Suite("An id")
struct IdentityTests {
    private let chain = Identity.chain(source: "epr", documentID: "EPR-000123")

    @Test("is the same today as on the day the first letter was sent")
    func fixed() throws {
        let letter = Identity.letter(chain: chain, revision: 1)
        let delivery = Identity.delivery(letter: letter, recipient: try #require(ODSCode("Y00001")))
        let attempt = Identity.event(
            subject: delivery.description, type: .letterExtracted, cause: letter.description)
        #expect(chain.description == "66798569-bb23-5af5-949d-b8e3c617be61")
        #expect(letter.description == "0e331be7-b996-5418-b9ff-ee46ff2bb0b9")
        #expect(delivery.description == "d5fe675c-aa89-5603-bd1e-9ab12eeb47f2")
        #expect(attempt.description == "7b9440f3-2403-58db-ad69-7a7018519d76")
        #expect(
            Identity.message(delivery: delivery, attempt: attempt).description
                == "594c40bf-f88b-5baa-a9e0-e203962ad8a1")
    }

    @Test("is derived from the bytes of text that is not ASCII")
    func bytes() {
        #expect(
            Identity.chain(source: "épr", documentID: "Ä-1 ✉").description == "f9efa301-8f7e-5ca9-acfa-80fb7b31558e")
    }

    @Test(
        "never joins parts, so that no two lists of parts share one",
        arguments: [
            (["ab", "c"], ["a", "bc"]), (["a", ""], ["a"]), (["", "a"], ["a", ""]), (["1:a"], ["a"]),
            (["a", "b"], ["a1:b"]), (["a1:b"], ["a", "1:b"]),
        ])
    func separate(left: [String], right: [String]) {
        func id(_ parts: [String]) -> UUID {
            parts.count == 1 ? Identity.uuid(parts[0]) : Identity.uuid(parts[0], parts[1])
        }
        #expect(id(left) != id(right))
    }

    @Test("of one kind never stands for another kind, though both are made of the same parts")
    func kinds() {
        let event = EventID(chain.uuid)
        let delivery = DeliveryID(chain.uuid)
        let message = Identity.message(delivery: delivery, attempt: event).uuid
        let letter = Identity.letter(chain: chain, revision: 1).uuid
        let same = Identity.chain(source: chain.description, documentID: "1").uuid
        #expect(Set([message, letter, same]).count == 3)
    }

    @Test("differs for every revision, recipient, attempt, type and cause")
    func distinct() throws {
        let letters = (1...50).map { Identity.letter(chain: chain, revision: $0) }
        let deliveries = try letters.flatMap { letter in
            try ["Y00001", "Y00002"].map { Identity.delivery(letter: letter, recipient: try #require(ODSCode($0))) }
        }
        let events = deliveries.flatMap { delivery in
            [EventType.letterSent, .letterFiled].flatMap { type in
                ["a", "b"].map { Identity.event(subject: delivery.description, type: type, cause: $0) }
            }
        }
        let messages = deliveries.flatMap { delivery in
            events.prefix(4).map { Identity.message(delivery: delivery, attempt: $0) }
        }
        #expect(Set(letters).count == letters.count)
        #expect(Set(deliveries).count == deliveries.count)
        #expect(Set(events).count == events.count)
        #expect(Set(messages).count == messages.count)
    }

    @Test("bears version 5 and the variant of RFC 4122")
    func version() {
        let text = Array(chain.description)
        #expect(text[14] == "5")
        #expect("89ab".contains(text[19]))
    }

    @Test("is written in lower case and read in either")
    func letterCase() throws {
        let upper = try #require(ChainID(chain.description.uppercased()))
        #expect(upper == chain)
        #expect(try String(decoding: JSONEncoder().encode([upper]), as: UTF8.self) == "[\"\(chain)\"]")
        #expect(ChainID("not an id") == nil)
    }
}
