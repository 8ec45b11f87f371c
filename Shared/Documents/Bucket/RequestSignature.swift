import Crypto
import Foundation
import HTTP

/// Signs a request to S3 (AWS Signature Version 4, "Authenticating Requests: Using the Authorization Header").
///
/// libcurl 7.88.1 can sign as well, but it signs headers that it does not send, and sends its date twice.
struct RequestSignature: Sendable {
    let accessKey: String
    let secretKey: String
    let region: String

    /// Returns the headers of a signed request: those given, the payload's hash, the date, and the signature over all
    /// of them.
    ///
    /// - Parameters:
    ///   - path: the path in the request line.
    ///   - query: names and values, not percent-encoded.
    ///   - headers: must include `host`, although libcurl sends that one by itself.
    ///   - payload: SHA-256 of the body, in hexadecimal digits.
    func sign(
        _ method: String, path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)], payload: String, at time: Date
    ) -> [(name: String, value: String)] {
        let moment = Self.moment(time)
        let day = String(moment.prefix(8))
        let all = headers + [("x-amz-content-sha256", payload), ("x-amz-date", moment)]
        let signed = all.map { (name: $0.name.lowercased(), value: $0.value.trimmingCharacters(in: .whitespaces)) }
            .sorted { $0.name < $1.name }
        let names = signed.map(\.name).joined(separator: ";")
        let request = [
            method, path, Self.text(query), signed.map { "\($0.name):\($0.value)\n" }.joined(), names, payload,
        ].joined(separator: "\n")
        let scope = "\(day)/\(region)/s3/aws4_request"
        let words = ["AWS4-HMAC-SHA256", moment, scope, Self.hash(Data(request.utf8))].joined(separator: "\n")
        let key = [day, region, "s3", "aws4_request"].reduce(Data("AWS4\(secretKey)".utf8)) { Self.code($1, $0) }
        let signature = Self.code(words, key).hexadecimal
        return all + [
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope),SignedHeaders=\(names),Signature=\(signature)"
            )
        ]
    }

    /// The encoded query for the request line and the signature.
    static func text(_ query: [(name: String, value: String)]) -> String {
        query.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.sorted().joined(separator: "&")
    }

    static func hash(_ data: Data) -> String { Data(SHA256.hash(data: data)).hexadecimal }

    private static func code(_ text: String, _ key: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    private static func moment(_ time: Date) -> String {
        let second = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
        return second.formatted(Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
    }
}
