import Foundation
import Synchronization
import TestSupport

@testable import Documents

/// Buckets for tests: one a folder, whoever asks for it.
enum BucketUnderTest {
    static let (accessKey, secretKey, region) = ("AKIDEXAMPLE", "secret+key", "eu-west-2")

    private static let servers = Mutex<[String: BucketServer]>([:])

    static func server(of folder: URL) throws -> BucketServer {
        try servers.withLock { servers in
            if let server = servers[folder.path] { return server }
            let server = try BucketServer(folder, objection: misSigned)
            servers[folder.path] = server
            return server
        }
    }

    static func settings(
        _ server: BucketServer, scratch: URL, prefix: String = ""
    ) throws -> BucketSettings {
        let (address, endpoint) = (URL(string: "s3://letters/\(prefix)"), URL(string: server.url))
        guard let address, let endpoint else { throw CocoaError(.fileReadInvalidFileName) }
        return try BucketSettings(
            address, endpoint: endpoint, region: region, accessKey: accessKey, secretKey: secretKey, scratch: scratch)
    }

    /// Whether what came over the wire is what was signed.
    @Sendable static func misSigned(_ request: StubServer.Request) -> String? {
        guard let given = request.headers["authorization"], let moment = request.headers["x-amz-date"],
            let time = try? Date(
                moment, strategy: Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)),
            let payload = request.headers["x-amz-content-sha256"]
        else { return "\(request.method) \(request.path) is not signed" }
        guard payload == RequestSignature.hash(request.body) else { return "the body is not what was signed" }
        let names =
            given.components(separatedBy: "SignedHeaders=").last?.prefix { $0 != "," }.split(separator: ";") ?? []
        let added = ["x-amz-date", "x-amz-content-sha256"]
        let headers = names.map(String.init).filter { !added.contains($0) }.map { ($0, request.headers[$0] ?? "") }
        guard names.contains("host") else { return "the host is not signed" }
        let parts = request.path.split(separator: "?", maxSplits: 1).map(String.init)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
            return (name: halves[0], value: halves.count > 1 ? halves[1] : "")
        }
        let signature = RequestSignature(accessKey: accessKey, secretKey: secretKey, region: region)
        let wanted = signature.sign(
            request.method, path: parts[0], query: query, headers: headers.map { (name: $0.0, value: $0.1) },
            payload: payload, at: time
        ).last?.value
        return wanted == given ? nil : "\(request.method) \(request.path) is signed otherwise"
    }
}
