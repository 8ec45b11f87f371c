import Foundation
import Hummingbird

extension MeshAPI {
    private struct Endpoints: Encodable {
        struct V1: Encodable {
            var address: String
            var description: String
            var endpoint_type = "MESH"
        }

        struct V2: Encodable {
            var mailbox_id: String
            var mailbox_name: String
        }
    }

    private struct Results<Row: Encodable>: Encodable {
        var query_id: String?
        var results: [Row]
    }

    func addLookups(to group: RouterGroup<CallContext>) {
        group.get("endpointlookup/:ods/:workflow") { request, context in
            try await answer(.lookup, request, context, isSigned: false) { call in
                let found = try call.exchange.perform { (exchange, _) throws(Refusal) in
                    exchange.lookup(ods: call.part("ods"), workflow: call.part("workflow"))
                }
                return Self.endpoints(found, call.version)
            }
        }
        group.get("workflowsearch/:workflow") { request, context in
            try await answer(.lookup, request, context, isSigned: false) { call in
                let found = try call.exchange.perform { (exchange, _) throws(Refusal) in
                    exchange.search(workflow: call.part("workflow"))
                }
                return Self.endpoints(found, call.version)
            }
        }
    }

    private static func endpoints(_ found: [ServerSettings.Mailbox], _ version: APIVersion) -> Response {
        switch version {
        case .v1:
            let id = UUID().uuidString.lowercased().replacing("-", with: "")
            let rows = found.map { Endpoints.V1(address: $0.id, description: $0.name ?? $0.id) }
            return .json(Results(query_id: id, results: rows), as: version)
        case .v2:
            let rows = found.map { Endpoints.V2(mailbox_id: $0.id, mailbox_name: $0.name ?? $0.id) }
            return .json(Results(query_id: nil, results: rows), as: version)
        }
    }

    func addHandshake(to group: RouterGroup<CallContext>) {
        group.post(":mailbox") { request, context in
            try await answer(.handshake, request, context) { call in
                let missing = ["mex-clientversion", "mex-osname", "mex-osversion"].filter { call.header($0) == nil }
                guard missing.isEmpty else { throw Refusal.missing(missing) }
                return call.version == .v2
                    ? Response(status: .ok) : .json(#"{"mailboxId":\#(call.mailbox.quoted)}"#)
            }
        }
        group.get(":mailbox/count") { request, context in
            try await answer(.inbox, request, context) { call in
                let count = call.exchange.waiting[call.mailbox] ?? 0
                let v1 = #"{"count":\#(count),"internalID":"0","allResultsIncluded":true}"#
                return .json(call.version == .v2 ? #"{"count":\#(count)}"# : v1, as: call.version.mediaType)
            }
        }
    }
}
