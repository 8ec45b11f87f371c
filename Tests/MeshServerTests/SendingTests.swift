import NIOCore
import Testing

@testable import MeshServer

@Suite("What may be sent")
struct SendingTests {
    private func code(_ headers: SendHeaders, from sender: String = "X26HOSP1") -> String? {
        var exchange = Hospital.exchange()
        do throws(Refusal) {
            _ = try exchange.send(from: sender, headers, body: Hospital.letter, now: Hospital.now)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("a letter from the hospital to a practice lies in its inbox at once")
    func sent() throws {
        var exchange = Hospital.exchange()
        let id = try exchange.send(
            from: "X26HOSP1", Hospital.headers(localID: "L1"), body: Hospital.letter, now: Hospital.now)
        #expect(try exchange.inbox(of: "Y00001M", now: Hospital.now).messages == [id])
        let message = try exchange.message(id, in: "Y00001M", now: Hospital.now)
        #expect(message.chunks == [Hospital.letter])
        #expect(message.headers.localID == "L1")
    }

    @Test("an unknown recipient is 12, a workflow that it is not registered for 17, a sender that is not 16")
    func registration() {
        #expect(code(Hospital.headers(to: "NOBODY")) == "12")
        #expect(code(Hospital.headers(workflow: "UNHEARD_OF")) == "17")
        #expect(code(Hospital.headers(to: "Y00003M")) == "17")
        #expect(code(Hospital.headers(), from: "Y00001M") == "16")
        #expect(code(Hospital.headers()) == nil)
    }

    @Test("an empty body is 02")
    func empty() {
        var exchange = Hospital.exchange()
        #expect(throws: Refusal.emptyBody) {
            try exchange.send(from: "X26HOSP1", Hospital.headers(), body: ByteBuffer(), now: Hospital.now)
        }
    }

    @Test("headers are refused as MESH refuses them")
    func headers() {
        func refusal(_ fields: [String: String]) -> Refusal? {
            let all = ["mex-to": "Y00001M", "mex-workflowid": Hospital.workflow].merging(fields) { $1 }
            do throws(Refusal) {
                _ = try SendHeaders(sender: "X26HOSP1") { all[$0] }
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal([:]) == nil)
        #expect(refusal(["mex-to": ""]) == .noRecipient)
        #expect(refusal(["mex-subject": "a\u{1}b"]) == .controlCharacters)
        #expect(refusal(["mex-to": "https://example.org"]) == .controlCharacters)
        #expect(refusal(["mex-from": "Y00001M"]) == .wrongSender)
        #expect(refusal(["mex-messagetype": "REPORT"]) == .wrongType)
        #expect(refusal(["mex-version": "2.0"]) == .wrongVersion)
        #expect(refusal(["content-encoding": "deflate"]) == .unsupportedEncoding)
        #expect(refusal(["mex-chunk-range": "2:2"]) == .badChunkRange)
        #expect(refusal(["mex-chunk-range": "one"]) == .badChunkRange)
        #expect(refusal(["mex-to": String(repeating: "A", count: 101)])?.status == 400)
        #expect(throws: Refusal.missing(["mex-to", "mex-workflowid"])) {
            try SendHeaders(sender: "X26HOSP1") { _ in nil }
        }
    }
}

@Suite("Messages in chunks")
struct ChunkTests {
    private var exchange = Hospital.exchange()

    private mutating func begin(of total: Int, encoding: String = "") throws -> String {
        try exchange.send(
            from: "X26HOSP1", Hospital.headers(chunks: total, encoding: encoding), body: Hospital.letter,
            now: Hospital.now)
    }

    private mutating func upload(
        _ number: Int, of id: String, range: String?, encoding: String? = nil, from sender: String = "X26HOSP1"
    ) -> Int? {
        do throws(Refusal) {
            try exchange.upload(
                chunk: number, of: id, from: sender, range: range, encoding: encoding, body: Hospital.letter,
                now: Hospital.now)
            return nil
        } catch {
            return error.status
        }
    }

    @Test("the recipient sees nothing until the last chunk is there")
    mutating func invisible() throws {
        let id = try begin(of: 3)
        #expect(try exchange.inbox(of: "Y00001M", now: Hospital.now).messages.isEmpty)
        #expect(throws: Refusal.gone) { try exchange.message(id, in: "Y00001M", now: Hospital.now) }
        #expect(upload(2, of: id, range: "2:3") == nil)
        #expect(upload(3, of: id, range: "3:3") == nil)
        #expect(try exchange.inbox(of: "Y00001M", now: Hospital.now).messages == [id])
        #expect(try exchange.message(id, in: "Y00001M", now: Hospital.now).chunks.count == 3)
    }

    @Test("a late chunk is 423, one too many 406, a wrong range or encoding 417, another's 403, an unknown one 404")
    mutating func rules() throws {
        let id = try begin(of: 2, encoding: "gzip")
        #expect(upload(3, of: id, range: "3:3", encoding: "gzip") == 406)
        #expect(upload(2, of: id, range: nil, encoding: "gzip") == 417)
        #expect(upload(2, of: id, range: "1:2", encoding: "gzip") == 417)
        #expect(upload(2, of: id, range: "2:2") == 417)
        #expect(upload(2, of: id, range: "2:2", encoding: "gzip", from: "Y00001M") == 403)
        #expect(upload(2, of: "NONE", range: "2:2") == 404)
        #expect(upload(2, of: id, range: "2:2", encoding: "gzip") == nil)
        #expect(upload(2, of: id, range: "2:2", encoding: "gzip") == 423)
    }

    @Test("the last chunk does not complete a message with a gap")
    mutating func gap() throws {
        let id = try begin(of: 3)
        #expect(upload(3, of: id, range: "3:3") == 417)
        #expect(try exchange.inbox(of: "Y00001M", now: Hospital.now).messages.isEmpty)
    }
}
