import HTTPTypes
import Hummingbird
import NIOCore

/// Answers that are not MESH's, or are about another message than the one that was asked for.
extension MeshAPI {
    /// A message id that does not exist.
    private static let stranger = "20260101000000000000_ABCDEF"

    /// Returns an answer in place of MESH's, if nothing is to be done; nil for faults that alter MESH's own answer.
    static func inPlace(of call: FaultRule.Call, _ fault: FaultRule, _ request: Request) -> Response? {
        switch (fault.kind, call) {
        case (.page, _): return .json("<!doctype html><html><body>Please log in</body></html>", as: "text/html")
        case (.ghost, .send): return .json("{\"message_id\":\"\(stranger)\"}", status: 202)
        case (.circle, .inbox):
            let path = request.uri.path + "?" + (request.uri.query ?? "continue_from=circle")
            return .json("{\"messages\":[],\"links\":{\"self\":\(path.quoted),\"next\":\(path.quoted)}}")
        case (.stranger, .tracking):
            let ids = "\"message_id\":\(stranger.quoted),\"messageId\":\(stranger.quoted)"
            return .json("{\(ids),\"local_id\":\"another\",\"localId\":\"another\",\"status\":\"Acknowledged\"}")
        default: return nil
        }
    }

    static func spoiled(
        _ response: Response, _ fault: FaultRule.Kind, _ request: Request, _ context: CallContext
    ) -> Response {
        var response = response
        switch fault {
        case .headless:
            for field in response.headers where field.name.canonicalName.hasPrefix("mex-") {
                response.headers[field.name] = nil
            }
        case .stranger: set("mex-messageid", stranger, in: &response)
        case .chunks where request.method == .get:
            response.status = .init(code: 206)
            set("mex-chunk-range", "1:999999999", in: &response)
        case .short where request.method == .get:
            response.headers[.contentEncoding] = nil
            response.body = .init(contentLength: 1000) { writer in
                try await writer.write(ByteBuffer(string: "half"))
                context.cut()
                try await writer.finish(nil)
            }
        case .drip where request.method == .get:
            response.headers[.contentEncoding] = nil
            response.body = .init { writer in
                while true {
                    try await writer.write(ByteBuffer(string: "x"))
                    try await Task.sleep(for: .milliseconds(400))
                }
            }
        default: break
        }
        return response
    }

    private static func set(_ name: String, _ value: String, in response: inout Response) {
        guard let name = HTTPField.Name(name), response.headers[name] != nil else { return }
        response.headers[name] = value
    }
}
