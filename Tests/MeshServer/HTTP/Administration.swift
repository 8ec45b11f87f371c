import Foundation
import Hummingbird

/// Routes by which a test or the demo controls the running server. Live MESH has none of them.
///
/// `POST /admin/faults` adds a rule, `DELETE /admin/faults` removes all rules, `POST /admin/age {"seconds": N}` ages
/// all messages, and `GET /admin/counts` returns the counters.
struct Administration: Sendable {
    let exchange: SharedExchange

    private struct Ageing: Decodable {
        var seconds: Double
    }

    private struct Summary: Encodable {
        var counts: MessageExchange.Counts
        var waiting: [String: Int]
    }

    /// Returns a router with the administration routes only.
    func router() -> Router<CallContext> {
        let router = Router(context: CallContext.self)
        add(to: router.group("admin"))
        return router
    }

    func add(to group: RouterGroup<CallContext>) {
        group.get("health") { _, _ in Response.json(#"{"status":"running"}"#) }
        group.post("faults") { request, context in
            exchange.add(try await request.decode(as: FaultRule.self, context: context))
            return Response(status: .noContent)
        }
        group.delete("faults") { _, _ in
            exchange.clearFaults()
            return Response(status: .noContent)
        }
        group.post("age") { request, context in
            exchange.age(by: try await request.decode(as: Ageing.self, context: context).seconds)
            return Response(status: .noContent)
        }
        group.get("counts") { _, _ in
            Response.json(Summary(counts: exchange.counts, waiting: exchange.waiting), as: .v1)
        }
    }
}
