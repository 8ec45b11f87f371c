import Foundation
import Testing

@testable import Documents

/// The examples of "Signature Calculations for the Authorization Header" (Amazon S3, API reference).
@Suite("The signature of a request to a bucket")
struct RequestSignatureTests {
    private static let signature = RequestSignature(
        accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", region: "us-east-1")
    private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    /// 24 May 2013, 00:00 UTC.
    private static let time = Date(timeIntervalSince1970: 1_369_353_600)

    private func signed(
        _ method: String, _ path: String, _ query: [(name: String, value: String)] = [],
        _ headers: [(name: String, value: String)] = [], _ payload: String = nothing
    ) -> String? {
        Self.signature.sign(
            method, path: path, query: query, headers: [("host", "examplebucket.s3.amazonaws.com")] + headers,
            payload: payload, at: Self.time
        ).last?.value.components(separatedBy: "Signature=").last
    }

    @Test("is that of the examples")
    func examples() {
        #expect(
            signed("GET", "/test.txt", [], [("Range", "bytes=0-9")])
                == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        #expect(
            signed(
                "PUT", "/test%24file.text", [],
                [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
                "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
                == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
        #expect(
            signed("GET", "/", [("lifecycle", "")])
                == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
        #expect(
            signed("GET", "/", [("prefix", "J"), ("max-keys", "2")])
                == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }

    @Test("names the day and the second in UTC, also in the last second of a year")
    func moment() {
        let headers = Self.signature.sign(
            "GET", path: "/", headers: [], payload: Self.nothing, at: Date(timeIntervalSince1970: 1_767_225_599.9))
        #expect(headers.first { $0.name == "x-amz-date" }?.value == "20251231T235959Z")
    }
}
