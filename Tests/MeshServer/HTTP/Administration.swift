import Foundation
import Hummingbird

/// What a test or the demo may do to the running stand-in; live MESH has none of it.
///
/// `POST /admin/faults` adds a rule, `DELETE /admin/faults` ends them all, `POST /admin/age {"seconds": N}` lets the
/// mailboxes age, `GET /admin/counts` says what was done.
struct Administration: Sendable {
    let exchange: SharedExchange

    private struct Ageing: Decodable {
        var seconds: Double
    }

    private struct Summary: Encodable {
        var counts: MessageExchange.Counts
        var waiting: [String: Int]
    }

    /// The administrator's routes alone.
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
