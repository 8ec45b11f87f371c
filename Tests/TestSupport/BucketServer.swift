public import Foundation
import Synchronization

/// An S3 server with one bucket on a loopback port. It stores each object as a file of a folder, and fails on demand.
public final class BucketServer: Sendable {
    /// The fault that a request meets in place of the usual answer.
    public enum Fate: Sendable {
        /// The server answers this status and error code, and does nothing.
        case answer(Int, code: String)
        /// The server carries out the request, then closes the connection without an answer.
        case loseAnswer
        /// The server closes the connection and does nothing.
        case loseRequest
        /// The server sends half of the object, then closes the connection.
        case breakOff
    }

    /// Returns why a request is malformed, or nil if it is as it must be.
    public typealias Objection = @Sendable (StubServer.Request) -> String?

    fileprivate struct State: Sendable {
        var fates: [(method: String, fate: Fate)] = []
        var objections: [String] = []
    }

    private let place: Place
    private let server: StubServer

    fileprivate final class Place: Sendable {
        let folder: URL
        let bucket: String
        let pageSize: Int
        let knowsConditions: Bool
        let objection: Objection
        let state = Mutex(State())

        init(
            _ folder: URL, _ bucket: String, _ pageSize: Int, _ knowsConditions: Bool, _ objection: @escaping Objection
        ) {
            (self.folder, self.bucket, self.pageSize) = (folder, bucket, pageSize)
            (self.knowsConditions, self.objection) = (knowsConditions, objection)
        }
    }

    /// - Parameters:
    ///   - folder: The folder that holds the objects; the name of an object is its path in the folder.
    ///   - pageSize: Number of names on a page of a list.
    ///   - knowsConditions: If false, a conditional request is answered with 501, as older stores do.
    ///   - objection: Judges each request. An objection is recorded in `objections`, and the request is answered with
    ///     403.
    public init(
        _ folder: URL, bucket: String = "letters", pageSize: Int = 1000, knowsConditions: Bool = true,
        objection: @escaping Objection = { _ in nil }
    ) throws {
        let place = Place(folder, bucket, pageSize, knowsConditions, objection)
        self.place = place
        server = try StubServer { request, _ in place.answer(request) }
    }

    deinit { server.stop() }

    public var url: String { server.url }
    public var requests: [StubServer.Request] { server.requests }
    /// The objections to requests so far.
    public var objections: [String] { place.state.withLock { $0.objections } }

    /// Sets the faults that the next requests of this method meet, in this order.
    public func meet(_ method: String, with fates: [Fate]) {
        place.state.withLock { $0.fates += fates.map { (method, $0) } }
    }
}

extension BucketServer.Place {
    fileprivate func answer(_ request: StubServer.Request) -> StubServer.Reply {
        if let objection = objection(request) {
            state.withLock { $0.objections.append(objection) }
            return Self.error(403, "SignatureDoesNotMatch")
        }
        let fate = state.withLock { state in
            state.fates.firstIndex { $0.method == request.method }.map { state.fates.remove(at: $0).fate }
        }
        switch fate {
        case .answer(let status, let code): return Self.error(status, code)
        case .loseRequest: return .silence
        case .loseAnswer:
            _ = perform(request)
            return .silence
        case .breakOff:
            guard case .answer(let status, let headers, let body) = perform(request) else { return .silence }
            return .broken(status, headers: headers, announced: body.count, body: body.prefix(body.count / 2))
        case nil: return perform(request)
        }
    }

    private static func error(_ status: Int, _ code: String) -> StubServer.Reply {
        let body = "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>No.</Message></Error>"
        return .answer(status, headers: ["Content-Type": "application/xml"], body: Data(body.utf8))
    }

    private func perform(_ request: StubServer.Request) -> StubServer.Reply {
        let parts = request.path.split(separator: "?", maxSplits: 1)
        let path = String(parts.first ?? "")
        guard path.hasPrefix("/\(bucket)/") else { return Self.error(404, "NoSuchBucket") }
        let name = String(path.dropFirst(bucket.count + 2))
        if name.isEmpty { return list(parts.count > 1 ? String(parts[1]) : "") }
        let file = folder.appending(path: name)
        switch request.method {
        case "PUT":
            let isConditional = request.headers["if-none-match"] == "*"
            guard !isConditional || knowsConditions else { return Self.error(501, "NotImplemented") }
            do {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try request.body.write(to: file, options: isConditional ? .withoutOverwriting : .atomic)
            } catch CocoaError.fileWriteFileExists {
                return Self.error(412, "PreconditionFailed")
            } catch {
                return Self.error(500, "InternalError")
            }
            return .answer(200)
        case "DELETE":
            try? FileManager.default.removeItem(at: file)
            return .answer(204)
        default:
            guard let data = try? Data(contentsOf: file) else { return Self.error(404, "NoSuchKey") }
            return .answer(200, headers: ["ETag": "\"x\""], body: data)
        }
    }

    private func list(_ query: String) -> StubServer.Reply {
        let values = Dictionary(
            query.split(separator: "&").map { pair in
                let halves = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
                return (halves[0], halves.count > 1 ? halves[1] : "")
            }, uniquingKeysWith: { $1 })
        let prefix = values["prefix"] ?? ""
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        var names = paths.filter { path in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder.appending(path: path).path, isDirectory: &isFolder)
            return !isFolder.boolValue && path.hasPrefix(prefix)
        }.sorted()
        if let token = values["continuation-token"] { names = names.filter { "after \($0)&" > token } }
        let page = names.prefix(pageSize)
        let isCut = page.count < names.count
        let contents = page.map { "<Contents><Key>\($0)</Key><Size>1</Size></Contents>" }.joined()
        let token = page.last.map { "<NextContinuationToken>after \($0)&amp;</NextContinuationToken>" } ?? ""
        let body =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + "<IsTruncated>\(isCut)</IsTruncated>\(contents)\(isCut ? token : "")</ListBucketResult>"
        return .answer(200, headers: ["Content-Type": "application/xml"], body: Data(body.utf8))
    }
}
