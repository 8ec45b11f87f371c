import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension MeshAPI {
    private struct ListingV1: Encodable {
        var messages: [String]
    }

    private struct ListingV2: Encodable {
        struct Links: Encodable {
            var `self`: String
            var next: String?
        }

        var messages: [String]
        var links: Links
        var approx_inbox_count: Int
    }

    func addInbox(to group: RouterGroup<CallContext>) {
        group.get(":mailbox/inbox") { request, context in
            try await answer(.inbox, request, context) { call in try Self.listing(call) }
        }
        group.head(":mailbox/inbox/:id") { request, context in
            try await answer(.download, request, context) { call in
                let message = try Self.message(call)
                return Response(
                    status: .ok, headers: Self.headers(message, chunk: 1), body: .init(contentLength: 0) { _ in })
            }
        }
        group.get(":mailbox/inbox/:id") { request, context in
            try await answer(.download, request, context) { call in Self.body(call, try Self.message(call), chunk: 1) }
        }
        group.get(":mailbox/inbox/:id/:chunk") { request, context in
            try await answer(.download, request, context) { call in
                let message = try Self.message(call)
                guard let chunk = Int(call.part("chunk")), chunk >= 1, chunk <= message.chunks.count else {
                    throw Refusal.noSuchMessage
                }
                return Self.body(call, message, chunk: chunk)
            }
        }
        group.put(":mailbox/inbox/:id/status/acknowledged") { request, context in
            try await answer(.acknowledge, request, context) { call in
                let id = call.part("id").uppercased()
                try call.exchange.perform { (exchange, now) throws(Refusal) in
                    try exchange.acknowledge(id, in: call.mailbox, now: now)
                }
                return call.version == .v2 ? Response(status: .ok) : .json("{\"messageId\":\"\(id)\"}")
            }
        }
    }

    private static func message(_ call: Call) throws(Refusal) -> StoredMessage {
        let id = call.part("id").uppercased()
        return try call.exchange.perform { (exchange, now) throws(Refusal) in
            try exchange.message(id, in: call.mailbox, now: now)
        }
    }

    private static func listing(_ call: Call) throws(Refusal) -> Response {
        let maximum = call.query("max_results")
        guard let number = Int(maximum ?? "500") else {
            throw .invalid([.init(place: "query", name: "max_results", problem: "Input should be a valid integer")])
        }
        let filter = call.query("workflow_filter")
        let page = try call.exchange.perform { (exchange, now) throws(Refusal) in
            try exchange.inbox(
                of: call.mailbox, maximum: number, from: call.query("continue_from"), filter: filter, now: now)
        }
        guard call.version == .v2 else { return .json(ListingV1(messages: page.messages), as: .v1) }
        let path = "/messageexchange/\(call.mailbox)/inbox"
        let asked = call.request.uri.query.map { "?" + $0 } ?? ""
        let next = page.next.map { token in
            var parts = ["max_results=\(number)", "continue_from=\(token)"]
            if let filter { parts.append("workflow_filter=" + escaped(filter)) }
            return path + "?" + parts.joined(separator: "&")
        }
        return .json(
            ListingV2(
                messages: page.messages, links: .init(self: path + asked, next: next),
                approx_inbox_count: page.approximateCount), as: .v2)
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    /// Returns a chunk, with status 206 if more follow and 200 for the last. Version 2 sends gzip if the client accepts
    /// it.
    private static func body(_ call: Call, _ message: StoredMessage, chunk: Int) -> Response {
        var headers = headers(message, chunk: chunk)
        let status: HTTPResponse.Status = chunk < message.chunks.count ? .init(code: 206) : .ok
        guard !message.isReport, let stored = message.chunks[chunk - 1] else {
            return Response(status: .ok, headers: headers, body: .init())
        }
        headers[.contentType] = message.headers.contentType
        let takesGzip = call.header("accept-encoding")?.lowercased().contains("gzip") ?? false
        let isGzip = message.headers.contentEncoding == "gzip"
        var body = stored
        if isGzip, !takesGzip, let plain = Gzip.decompress(stored, limit: 1 << 30) {
            body = plain
        } else if isGzip {
            headers[.contentEncoding] = "gzip"
        } else if takesGzip, call.version == .v2, let packed = Gzip.compress(stored) {
            body = packed
            headers[.contentEncoding] = "gzip"
            set("mex-content-compressed", "Y", in: &headers)
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: body))
    }

    private static func headers(_ message: StoredMessage, chunk: Int) -> HTTPFields {
        var fields = HTTPFields()
        let sent = message.headers
        let total = message.chunks.count
        let report = message.report
        let values: [(String, String)] = [
            ("mex-from", message.sender), ("mex-to", message.recipient), ("mex-workflowid", sent.workflow),
            ("mex-chunk-range", report == nil ? "\(chunk):\(total)" : "1:0"), ("mex-total-chunks", "\(total)"),
            ("mex-addresstype", "ALL"), ("mex-localid", sent.localID), ("mex-partnerid", sent.partnerID),
            ("mex-filename", sent.fileName), ("mex-subject", sent.subject), ("mex-version", "1.0"),
            ("mex-messagetype", report == nil ? "DATA" : "REPORT"), ("mex-messageid", message.id),
            ("mex-linkedmsgid", report?.about ?? ""), ("mex-statuscode", report?.code ?? "00"),
            ("mex-statusevent", report?.event ?? "TRANSFER"),
            ("mex-statusdescription", report?.text ?? "Transferred to recipient mailbox"),
            ("mex-statussuccess", report == nil ? "SUCCESS" : "ERROR"),
            ("mex-statustimestamp", MeshTime.compact(message.history.last?.at ?? message.received)),
            ("mex-content-compressed", sent.compressed), ("mex-content-encrypted", sent.encrypted),
            ("mex-content-checksum", sent.checksum), ("mex-content-type", report == nil ? sent.contentType : ""),
        ]
        for (name, value) in values where !value.isEmpty { set(name, value, in: &fields) }
        return fields
    }

    private static func set(_ name: String, _ value: String, in fields: inout HTTPFields) {
        guard let name = HTTPField.Name(name) else { return }
        fields[name] = value
    }
}
