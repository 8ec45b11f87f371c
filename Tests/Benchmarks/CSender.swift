import CMesh
import Crypto
import Foundation
import TestSupport

/// Sends the same messages in C with libcurl on one thread; see `cmesh.h`. The headers are signed before the clock
/// starts.
struct CSender: Sendable {
    var outbox: URL
    var mailbox: SandboxSettings.Mailbox
    var sharedKey: String
    var files: TestCertificates

    func send(_ content: Data, times count: Int, headers: [String]) async throws -> Measurement {
        let strings = CCeiling.CStrings()
        let authorizations = (0..<count).map { _ in strings["Authorization: \(token())"] }
        let headers = headers.map { strings[$0] }
        let (url, authority) = (strings[outbox.absoluteString], strings[files.path("ca.crt")])
        let (certificate, key) = (strings[files.path("client.crt")], strings[files.path("client.key")])
        return try await Measurement.of {
            let trouble = content.withUnsafeBytes { body in
                headers.withUnsafeBufferPointer { headers in
                    cmesh_send(
                        cmesh_outbox(
                            url: url, authority: authority, certificate: certificate, key: key,
                            headers: headers.baseAddress, header_count: Int32(headers.count)),
                        body.baseAddress, body.count, authorizations, authorizations.count)
                }
            }
            if let trouble { throw CCeiling.Failure(description: "the C side: \(String(cString: trouble))") }
        }
    }

    private func token() -> String {
        let digits = Date().ISO8601Format().filter(\.isNumber)
        let (nonce, minute) = (UUID().uuidString.lowercased(), digits.prefix(12))
        let signed = "\(mailbox.id):\(nonce):0:\(mailbox.password):\(minute)"
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(signed.utf8), using: SymmetricKey(data: Data(sharedKey.utf8)))
        let hash = code.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
        return "NHSMESH \(mailbox.id):\(nonce):0:\(minute):\(hash)"
    }
}
