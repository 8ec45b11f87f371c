import Foundation
import HTTP

/// A bucket of an S3 store. An object is written once, whole, on condition that no object of its name exists; the
/// store's answer says that it is kept.
final class BucketPlace: ObjectPlace {
    let name: String
    let drafts: String
    private let settings: BucketSettings
    private let signature: RequestSignature
    private let client: HTTPClient
    private let tries: Int
    /// Seconds before the second try; each further pause is three times as long.
    private let pause: Double

    /// The largest object that is read, in bytes: the most that one request can write (S3, "Uploading objects": 5 GB).
    private static let longest = 5_000_000_000

    /// - Parameters:
    ///   - tries: how often a request is tried that fails with "later".
    ///   - pause: seconds before the second try.
    init(_ settings: BucketSettings, tries: Int = 4, pause: Double = 0.3) {
        self.settings = settings
        self.tries = tries
        self.pause = pause
        name = "s3://\(settings.bucket)/\(settings.prefix)"
        drafts = settings.scratch.path + "/meshpost-drafts/"
        signature = RequestSignature(
            accessKey: settings.accessKey, secretKey: settings.secretKey, region: settings.region)
        client = HTTPClient(
            HTTPOptions(
                tls: TLSFiles(authorityFile: settings.authorityFile), connections: 16, connectTimeout: 5000,
                stallTimeout: 30, leastSpeed: 1000, longest: 900))
    }

    func begin(_ mark: Data) throws(DocumentStoreError) -> Data {
        do {
            try FileManager.default.createDirectory(
                atPath: drafts, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .unusable(
                path: drafts, why: "drafts cannot be written there: \(FileWork.ownership(settings.scratch.path))")
        }
        do {
            if let mark = try content(markName) { return mark }
            try store(HTTPBody(mark), hash: RequestSignature.hash(mark), as: markName)
            guard let kept = try content(markName) else {
                throw DocumentStoreError.notRead(why: "\(markName) was written and is not there")
            }
            return kept
        } catch {
            throw .unusable(path: name, why: "\(error)")
        }
    }

    private func content(_ location: String) throws(DocumentStoreError) -> Data? {
        switch ask(.get, location, limit: 65_536) {
        case .done(let data): return data
        case .absent: return nil
        case let other: throw .notRead(why: words(other))
        }
    }

    func has(_ location: String) throws(DocumentStoreError) -> Bool {
        switch ask(.head, location) {
        case .done: return true
        case .absent: return false
        case let other: throw .notRead(why: words(other))
        }
    }

    /// Does nothing: an object that the store has confirmed is durable.
    func makeLast(_ location: String) {}

    func keep(_ draft: FileWork.Draft, as location: String) throws(DocumentStoreError) {
        let (body, hash): (HTTPBody, String)
        do {
            body = try HTTPBody(file: URL(filePath: draft.path))
            hash = try FileWork.Input(draft.path).hash()
        } catch {
            let why = (error as? FileWork.Input.Failure).map { "\($0.error(location, in: draft.path))" }
            throw .notWritten(why: why ?? FileWork.ownership(draft.path))
        }
        try store(body, hash: hash, as: location)
        draft.discard()
    }

    private func store(_ body: HTTPBody, hash: String, as location: String) throws(DocumentStoreError) {
        var answer = ask(.put, location, headers: [("If-None-Match", "*")], body: body, hash: hash)
        // Unconditional write: names are content hashes, so a second write has the same content.
        if case .conditionUnknown = answer { answer = ask(.put, location, body: body, hash: hash) }
        switch answer {
        case .done, .present: return
        case let other: throw .notWritten(why: words(other))
        }
    }

    func input(_ location: String) throws(DocumentStoreError) -> FileWork.Input? {
        let place = "\(name)\(location)"
        var received: ReceivedObject?
        let answer = attempt {
            let sink = ReceivedObject(draftsIn: drafts)
            received = sink
            let answer = request(.get, location, sink: sink, limit: Self.longest)
            if case .done = answer {} else { sink.discard() }
            return answer
        }
        switch answer {
        case .done: return try received?.input(place)
        case .absent: return nil
        case let other: throw .notRead(why: words(other))
        }
    }

    func absence(of location: String) -> DocumentStoreError {
        do {
            guard try content(markName) == nil else { return .missing(location: location) }
            return .unusable(path: name, why: "\(markName) is not there any more: is it the right bucket and prefix?")
        } catch {
            return error
        }
    }

    func locations() throws(DocumentStoreError) -> [String] {
        var (names, token): ([String], String?) = ([], nil)
        repeat {
            var query = [(name: "list-type", value: "2"), (name: "prefix", value: settings.prefix)]
            if let token { query.append((name: "continuation-token", value: token)) }
            let answer = ask(.get, nil, query: query, limit: 10_000_000)
            guard case .done(let body) = answer else { throw .notRead(why: words(answer)) }
            guard let page = BucketListing(body) else {
                throw .notRead(why: "\(name): its list of objects cannot be read")
            }
            names += page.names
            guard page.next != token || token == nil else {
                throw .notRead(why: "\(name): its list of objects leads to itself")
            }
            token = page.next
        } while token != nil
        return names.map { String($0.dropFirst(settings.prefix.count)) }
            .filter { ContentName(location: $0) != nil }.sorted()
    }

    func check() throws(DocumentStoreError) {
        let probe = "check/\(UUID().uuidString)"
        let bytes = Data("check".utf8)
        try store(HTTPBody(bytes), hash: RequestSignature.hash(bytes), as: probe)
        defer { _ = ask(.delete, probe) }
        guard try content(probe) == bytes else { throw .notWritten(why: "\(name): what was written is not read back") }
    }

    private func words(_ answer: BucketAnswer) -> String {
        switch answer {
        case .later(let why), .never(let why): "\(name): \(why)"
        case .done, .absent, .present, .conditionUnknown: "\(name): it answered what was not asked"
        }
    }

    private func ask(
        _ method: HTTPRequest.Method, _ location: String?, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: HTTPBody? = nil, hash: String? = nil, limit: Int = 65_536
    ) -> BucketAnswer {
        attempt {
            request(method, location, query: query, headers: headers, body: body, hash: hash, limit: limit)
        }
    }

    /// Repeats a request that fails with "later", after growing pauses.
    private func attempt(_ body: () -> BucketAnswer) -> BucketAnswer {
        var wait = pause
        for number in 1... {
            let answer = body()
            guard case .later = answer, number < tries else { return answer }
            Thread.sleep(forTimeInterval: wait * Double.random(in: 0.75...1))
            wait *= 3
        }
        return .later("not asked")
    }

    private func request(
        _ method: HTTPRequest.Method, _ location: String?, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: HTTPBody? = nil, hash: String? = nil,
        sink: (any HTTPBodySink)? = nil, limit: Int
    ) -> BucketAnswer {
        let path = "/\(settings.bucket)/" + (location.map { settings.prefix + $0 } ?? "")
        let signed = signature.sign(
            method.rawValue, path: path, query: query, headers: [("host", settings.host)] + headers,
            payload: hash ?? RequestSignature.hash(Data()), at: Date())
        let text = query.isEmpty ? "" : "?" + RequestSignature.text(query)
        var request = HTTPRequest(
            method: method, url: settings.endpoint + path + text,
            headers: signed.filter { $0.name != "host" } + [("User-Agent", "MeshPost;1.0"), ("Content-Type", "")],
            body: body, limit: limit)
        request.sink = sink
        return BucketAnswer(client.performAndWait(request), to: method)
    }
}
