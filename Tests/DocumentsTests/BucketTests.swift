import Foundation
import Letters
import TestSupport
import Testing

@testable import Documents

@Suite("A document store in a bucket")
struct BucketTests {
    private func store(
        _ server: BucketServer, _ folder: URL, prefix: String = "", tries: Int = 4
    ) throws -> DocumentStore {
        try DocumentStore(
            BucketPlace(BucketUnderTest.settings(server, scratch: folder, prefix: prefix), tries: tries, pause: 0.01),
            key: StoreKind.sealedBucket.key)
    }

    private func withBucket(
        pageSize: Int = 1000, knowsConditions: Bool = true,
        _ body: (_ server: BucketServer, _ scratch: URL, _ objects: URL) async throws -> Void
    ) async throws {
        try await withStoreFolder { folder in
            let (scratch, objects) = (folder.appending(path: "scratch"), folder.appending(path: "objects"))
            for folder in [scratch, objects] {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            let server = try BucketServer(
                objects, pageSize: pageSize, knowsConditions: knowsConditions, objection: BucketUnderTest.misSigned)
            try await body(server, scratch, objects)
            #expect(server.objections.isEmpty)
            let drafts = scratch.appending(path: "meshpost-drafts").path
            #expect(try FileManager.default.contentsOfDirectory(atPath: drafts).isEmpty)
        }
    }

    @Test(
        "stores and reads on a bad day as on a good one",
        arguments: [
            [BucketServer.Fate.answer(503, code: "SlowDown"), .answer(500, code: "InternalError")],
            [.loseRequest, .loseRequest, .answer(429, code: "TooManyRequests")], [.loseAnswer],
            [.answer(409, code: "ConditionalRequestConflict")],
        ])
    func badDay(fates: [BucketServer.Fate]) async throws {
        try await withBucket { server, scratch, _ in
            let store = try store(server, scratch)
            let content = randomBytes(3_000_000)
            server.meet("PUT", with: fates)
            server.meet("HEAD", with: fates)
            let reference = try await store.put(content, mediaType: "application/pdf")
            server.meet("GET", with: fates)
            #expect(try await store.read(reference) == content)
        }
    }

    @Test("gives an object whole though it broke off on its way", arguments: [900_000, 5_000_000])
    func brokenOff(size: Int) async throws {
        try await withBucket { server, scratch, _ in
            let store = try store(server, scratch)
            let content = randomBytes(size)
            let reference = try await store.put(content, mediaType: "application/pdf")
            server.meet("GET", with: [.breakOff, .breakOff])
            #expect(try await store.read(reference) == content)
            // All too often.
            server.meet("GET", with: [.breakOff, .breakOff, .breakOff, .breakOff])
            let error = await #expect(throws: DocumentStoreError.self) { try await store.read(reference) }
            #expect(error?.consequence == .stop)
        }
    }

    @Test("stops for what somebody must mend, says what, and never calls an object missing for it")
    func refused() async throws {
        try await withBucket { server, scratch, _ in
            let store = try store(server, scratch)
            let reference = try await store.put(randomBytes(10), mediaType: "text/plain")
            for (status, code, words) in [
                (403, "AccessDenied", "check its keys and their rights"), (403, "RequestTimeTooSkewed", "clock"),
                (404, "NoSuchBucket", "no such bucket"), (301, "PermanentRedirect", "check the region"),
            ] {
                server.meet("GET", with: [.answer(status, code: code)])
                let asked = server.requests.count
                let error = await #expect(throws: DocumentStoreError.self) { try await store.read(reference) }
                #expect(error?.consequence == .stop && error?.description.contains(words) == true)
                #expect(server.requests.count == asked + 1)
            }
        }
    }

    @Test("says missing only where the store is there")
    func missing() async throws {
        try await withBucket { server, scratch, objects in
            let store = try store(server, scratch)
            let reference = try await store.put(randomBytes(10), mediaType: "text/plain")
            try FileManager.default.removeItem(at: objects.appending(path: reference.location))
            await #expect(throws: DocumentStoreError.missing(location: reference.location)) {
                try await store.read(reference)
            }
            try FileManager.default.removeItem(at: objects.appending(path: "store.json"))
            let error = await #expect(throws: DocumentStoreError.self) { try await store.read(reference) }
            #expect(error?.code == "documents-unusable")
            server.meet("GET", with: [.answer(404, code: "NoSuchKey"), .answer(403, code: "AccessDenied")])
            let unknown = await #expect(throws: DocumentStoreError.self) { try await store.read(reference) }
            #expect(unknown?.code == "object-not-read")
        }
    }

    @Test("does without conditions where the bucket knows none")
    func unconditional() async throws {
        try await withBucket(knowsConditions: false) { server, scratch, _ in
            let content = randomBytes(100)
            let reference = try await store(server, scratch).put(content, mediaType: "text/plain")
            #expect(try await store(server, scratch).read(reference) == content)
        }
    }

    @Test("verifies every object of its prefix, page by page, and names what is damaged")
    func verifies() async throws {
        try await withBucket(pageSize: 7) { server, scratch, objects in
            let (ours, theirs) = (
                try store(server, scratch, prefix: "trust/live"), try store(server, scratch, prefix: "trust/other")
            )
            var references: [ObjectReference] = []
            for _ in 1...30 { references.append(try await ours.put(randomBytes(50), mediaType: "text/plain")) }
            _ = try await theirs.put(randomBytes(50), mediaType: "text/plain")
            #expect(try await ours.verify().objects == 30)
            #expect(try await ours.verify().damages.isEmpty)
            let file = objects.appending(path: "trust/live/\(references[11].location)")
            try (try Data(contentsOf: file).dropLast()).write(to: file)
            let findings = try await ours.verify()
            #expect(findings.damages.count == 1 && findings.damages[0].contains(references[11].location))
            #expect(try await theirs.verify().objects == 1)
        }
    }

    @Test("is tried by a small object that goes again")
    func checked() async throws {
        try await withBucket { server, scratch, objects in
            let store = try store(server, scratch)
            try await store.check()
            #expect(try FileManager.default.subpathsOfDirectory(atPath: objects.path).filter { $0.contains("-") } == [])
            server.meet("PUT", with: [.answer(403, code: "AccessDenied")])
            let error = await #expect(throws: DocumentStoreError.self) { try await store.check() }
            #expect(error?.code == "object-not-written")
        }
    }

    @Test("is refused where its address could mean something else, or would be asked in the open")
    func addresses() throws {
        func settings(_ address: String, _ endpoint: String = "https://s3.example") throws -> BucketSettings {
            try BucketSettings(
                try #require(URL(string: address)), endpoint: try #require(URL(string: endpoint)), region: "r",
                accessKey: "a", secretKey: "s", scratch: URL(filePath: "/tmp"))
        }
        for address in ["https://letters", "s3:///letters", "s3://letters/a%20b", "s3://letters/../x", "s3://a?b"] {
            #expect(throws: DocumentStoreError.self) { try settings(address) }
        }
        for endpoint in ["http://s3.example", "ftp://s3.example", "https://s3.example/path", "https://u@s3.example"] {
            #expect(throws: DocumentStoreError.self) { try settings("s3://letters", endpoint) }
        }
        #expect(try settings("s3://letters/a/b/").prefix == "a/b/")
        #expect(try settings("s3://letters", "https://s3.example:443/").host == "s3.example")
        #expect(try settings("s3://letters", "http://127.0.0.1:9000").host == "127.0.0.1:9000")
    }
}
