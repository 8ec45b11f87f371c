import Crypto
import Foundation
import NIOCore
import Synchronization

@testable import MeshServer

/// The little world of these tests: a hospital, two practices, and a clock that stands until it is moved.
enum Hospital {
    static let workflow = "GPCONNECT_SEND_DOCUMENT"
    static let now = 1_790_000_000.0
    static let key = "for-tests"

    static var settings: ServerSettings {
        var settings = ServerSettings(
            sharedKey: key,
            mailboxes: [
                .init(id: "X26HOSP1", ods: "X26", password: "hospital"),
                .init(id: "Y00001M", ods: "Y00001", password: "practice", name: "Example Surgery"),
                .init(id: "Y00002M", ods: "Y00002", password: "practice"),
                .init(id: "Y00002N", ods: "Y00002", password: "practice"),
                .init(id: "Y00003M", ods: "Y00003", password: "practice"),
            ],
            workflows: [
                .init(id: workflow, senders: ["X26HOSP1"], receivers: ["Y00001M", "Y00002M", "Y00002N"]),
                .init(id: workflow + "_ACK", senders: ["Y00001M"], receivers: ["X26HOSP1"]),
            ])
        settings.patients = [
            .init(nhsNumber: "9990000018", birthDate: "20150304", surname: "TEST", ods: "Y00001"),
            .init(nhsNumber: "9990000026", birthDate: "19500101", surname: "OTHER", ods: "Y00002"),
            .init(nhsNumber: "9990000034", birthDate: "19600101", surname: "THIRD", ods: "Y00003"),
        ]
        return settings
    }

    static func exchange(_ change: (inout ServerSettings) -> Void = { _ in }) -> MessageExchange {
        var settings = settings
        change(&settings)
        return MessageExchange(settings, now: now)
    }

    static func headers(
        to: String = "Y00001M", workflow: String = workflow, localID: String = "", chunks: Int = 1,
        encoding: String = ""
    ) -> SendHeaders {
        var headers = SendHeaders(to: to, workflow: workflow)
        headers.localID = localID
        headers.chunks = chunks
        headers.contentEncoding = encoding
        return headers
    }

    static let letter = ByteBuffer(string: "<Bundle/>")

    /// A signed header, made at a minute of our choice.
    static func token(
        mailbox: String = "X26HOSP1", password: String = "hospital", key: String = key,
        nonce: String = UUID().uuidString, at time: Double = now
    ) -> String {
        let minute = String(MeshTime.compact(time).prefix(12))
        let text = "\(mailbox):\(nonce):0:\(password):\(minute)"
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(text.utf8), using: SymmetricKey(data: Array(key.utf8)))
        let hash = code.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
        return "NHSMESH \(mailbox):\(nonce):0:\(minute):\(hash)"
    }
}

/// Seconds since 1970, as a test moves them.
final class TestClock: Sendable {
    private let time = Mutex(Hospital.now)
    var now: Double { time.withLock { $0 } }
    func advance(by seconds: Double) { time.withLock { $0 += seconds } }
}
