import Crypto
import Testing

@testable import MeshServer

@Suite("Who is let in")
struct AuthorizationTests {
    private func refusal(_ header: String?, mailbox: String = "X26HOSP1", now: Double = Hospital.now) -> Refusal? {
        var exchange = Hospital.exchange()
        do throws(Refusal) {
            try exchange.authorise(header, mailbox: mailbox, now: now)
            return nil
        } catch {
            return error
        }
    }

    @Test("a token that is fresh, signed and our own")
    func good() { #expect(refusal(Hospital.token()) == nil) }

    @Test("the known vector of the signature")
    func vector() throws {
        let header =
            "NHSMESH X26HC005:1c820cd4-be3e-43ff-807f-e65362892722:0:202006041718:"
            + "810c161424ec5ad29a5c12afb797d6d96b418665e9993492ce469a2ea256e877"
        let token = try #require(AuthorizationToken(header))
        #expect(token.isSigned(password: "password", key: .init(data: Array("TestKey".utf8))))
        #expect(!token.isSigned(password: "passwore", key: .init(data: Array("TestKey".utf8))))
        #expect(token.seconds == 1_591_291_080)
    }

    @Test("no header, another scheme or a missing part are unreadable")
    func unreadable() {
        #expect(refusal(nil) == .unreadableToken)
        #expect(refusal(Hospital.token().replacing("NHSMESH ", with: "Basic ")) == .unreadableToken)
        #expect(refusal(Hospital.token().replacing("NHSMESH ", with: "")) == .unreadableToken)
        #expect(refusal("NHSMESH X26HOSP1:nonce:0:202601010000") == .unreadableToken)
    }

    @Test("a wrong password, another environment's key, another mailbox's token")
    func wrong() {
        #expect(refusal(Hospital.token(password: "guess")) == .wrongToken)
        #expect(refusal(Hospital.token(key: "another")) == .wrongToken)
        #expect(refusal(Hospital.token(), mailbox: "Y00001M") == .foreignToken)
        #expect(refusal(Hospital.token(mailbox: "x26hosp1")) == .foreignToken)
        #expect(refusal(Hospital.token(mailbox: "NOBODY"), mailbox: "NOBODY") == .unknownMailbox)
    }

    @Test("a token of two hours ago is still good, one of three hours ago or ahead is not")
    func window() {
        #expect(refusal(Hospital.token(at: Hospital.now - 7100)) == nil)
        #expect(refusal(Hospital.token(at: Hospital.now - 10_800)) == .staleToken)
        #expect(refusal(Hospital.token(at: Hospital.now + 10_800)) == .staleToken)
    }

    @Test("a token is good once, also hours later")
    func replay() throws {
        var exchange = Hospital.exchange()
        let token = Hospital.token(at: Hospital.now + 7000)
        try exchange.authorise(token, mailbox: "X26HOSP1", now: Hospital.now)
        #expect(throws: Refusal.usedToken) {
            try exchange.authorise(token, mailbox: "X26HOSP1", now: Hospital.now + 1)
        }
        #expect(throws: Refusal.usedToken) {
            try exchange.authorise(token, mailbox: "X26HOSP1", now: Hospital.now + 14_000)
        }
        #expect(exchange.counts.refusedTokens == 2)
    }

    @Test("a mailbox that was switched off")
    func inactive() {
        var exchange = Hospital.exchange { $0.mailboxes[0].active = false }
        #expect(throws: Refusal.inactiveMailbox) {
            try exchange.authorise(Hospital.token(), mailbox: "X26HOSP1", now: Hospital.now)
        }
    }
}
