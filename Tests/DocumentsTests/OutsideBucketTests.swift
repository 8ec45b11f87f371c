import Foundation
import Letters
import TestSupport
import Testing

@testable import Documents

/// Against a bucket that nobody here has written: PyPI's moto. It checks no signatures.
@Suite("An outside S3 server", .enabled(if: SandboxEnvironment.usual != nil, "no Python packages"))
struct OutsideBucketTests {
    private static let script = """
        import http.server, json, sys, threading, os, signal, time
        from moto.server import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server
        import boto3
        parent = int(sys.argv[1])
        server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
        def watch():
            while os.getppid() == parent:
                time.sleep(0.2)
            os.kill(os.getpid(), signal.SIGKILL)
        threading.Thread(target=watch, daemon=True).start()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.port}"
        boto3.client("s3", endpoint_url=url, region_name="eu-west-2", aws_access_key_id="a",
                     aws_secret_access_key="b").create_bucket(
            Bucket="letters", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        print(json.dumps({"port": server.port}), flush=True)
        signal.pause()
        """

    @Test("takes, gives, lists and keeps objects as ours does")
    func wholeWay() async throws {
        try await withStoreFolder { folder in
            let script = folder.appending(path: "bucket.py")
            try Self.script.write(to: script, atomically: true, encoding: .utf8)
            let environment = try #require(SandboxEnvironment.usual)
            let process = try await SandboxProcess(
                "S3", environment.python, [script.path, String(ProcessInfo.processInfo.processIdentifier)],
                log: folder.appending(path: "bucket.log"))
            defer { process.child.kill() }
            let settings = try BucketSettings(
                try #require(URL(string: "s3://letters/trust")),
                endpoint: try #require(URL(string: "http://127.0.0.1:\(process.port)")), region: "eu-west-2",
                accessKey: "a", secretKey: "b", scratch: folder)
            let store = try DocumentStore(settings, key: StoreKind.sealedBucket.key)
            try await store.check()
            var references: [ObjectReference] = []
            let contents = [0, 1, 1 << 20, 7_000_000].map(randomBytes)
            for content in contents + contents {
                references.append(try await store.put(content, mediaType: "application/pdf"))
            }
            let again = try DocumentStore(settings, key: StoreKind.sealedBucket.key)
            for (content, reference) in zip(contents, references) {
                #expect(try await again.read(reference) == content)
            }
            let findings = try await again.verify()
            #expect(findings.objects == 4 && findings.damages.isEmpty)
            #expect(throws: DocumentStoreError.self) { try DocumentStore(settings, key: nil) }
            var other = references[0]
            other.location = "ab/" + String(repeating: "ab", count: 32)
            await #expect(throws: DocumentStoreError.missing(location: other.location)) { try await again.read(other) }
        }
    }
}
