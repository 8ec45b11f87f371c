import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle

/// The service's HTTP port: `/livez`, `/readyz`, `/metrics` and whatever pages the service adds.
struct OperationsServer: Service {
    let ground: Ground
    let host: String
    let port: Int
    var bounds = HTTPBounds()

    func run() async throws {
        let logger = ground.logger
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        let application = Application(
            responder: try ground.responder(),
            server: HTTPServerBuilder { [bounds] responder in BoundedChannel(bounds, responder: responder) },
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.info("serving HTTP", metadata: ["host": "\(host)", "port": "\(port)"])
            },
            logger: quiet)
        do {
            try await application.run()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw SettingError(ServiceSetting.httpPort, "is \(port) on host \(host), which cannot be served: \(error)")
        }
    }

    static func router(_ ground: Ground) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.get("/livez") { _, _ in "alive\n" }
        router.get("/readyz") { _, _ in readiness(ground.health) }
        router.get("/metrics") { _, _ in
            ProcessMetrics.record()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: ground.metrics.text())))
        }
        ground.addRoutes(to: router)
        return router
    }

    /// 200 or 503, and for each part "ready" or what is missing.
    private static func readiness(_ health: Health) -> Response {
        let parts = health.report.mapValues { condition in
            switch condition {
            case .ready: "ready"
            case .notReady(let trouble): trouble
            }
        }
        let report = Readiness(ready: health.isReady, parts: parts)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let body = (try? encoder.encode(report)) ?? Data()
        return Response(
            status: report.ready ? .ok : .serviceUnavailable, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    private struct Readiness: Encodable {
        var ready: Bool
        var parts: [String: String]
    }
}
