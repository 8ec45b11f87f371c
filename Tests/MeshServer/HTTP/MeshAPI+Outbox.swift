import Foundation
import Hummingbird

extension MeshAPI {
    func addOutbox(to group: RouterGroup<CallContext>) {
        group.post(":mailbox/outbox") { request, context in
            try await answer(.send, request, context) { call in
                let headers = try SendHeaders(sender: call.mailbox, call.header)
                let body = try await call.body()
                let id = try call.exchange.perform { (exchange, now) throws(Refusal) in
                    try exchange.send(from: call.mailbox, headers, body: body, now: now)
                }
                let key = call.version == .v2 ? "message_id" : "messageID"
                return .json("{\"\(key)\":\"\(id)\"}", status: 202)
            }
        }
        group.post(":mailbox/outbox/:id/:chunk") { request, context in
            try await answer(.chunk, request, context) { call in
                let id = call.part("id").uppercased()
                guard let number = Int(call.part("chunk")) else { throw Refusal.badChunkRange }
                let body = try await call.body()
                try call.exchange.perform { (exchange, now) throws(Refusal) in
                    try exchange.upload(
                        chunk: number, of: id, from: call.mailbox, range: call.header("mex-chunk-range"),
                        encoding: call.header("content-encoding"), body: body, now: now)
                }
                return call.version == .v2
                    ? .json("null", status: 202)
                    : .json("{\"messageID\":\"\(id)\",\"blockID\":\(number)}", status: 202)
            }
        }
    }
}
