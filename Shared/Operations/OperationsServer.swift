import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle

/// An HTTP port of the service: either the port for `/livez`, `/readyz` and `/metrics` alone, or the port for the
/// service's pages, which has these paths too.
struct OperationsServer: Service {
    enum Pages: String { case operations, all }

    let context: ServiceContext
    let host: String
    let port: Int
    var pages = Pages.all
    var bounds = HTTPBounds()

    /// All ports that the settings name.
    ///
    /// - Throws: `SettingError`.
    static func all(_ context: ServiceContext) throws(SettingError) -> [OperationsServer] {
        let settings = context.settings
        let own = OperationsServer(
            context: context, host: try settings.value(of: ServiceSetting.httpHost),
            port: try settings.value(of: ServiceSetting.httpPort))
        guard let port = try settings.value(of: ServiceSetting.operationsPort) else { return [own] }
        let host = try settings.value(of: ServiceSetting.operationsHost)
        return [own, OperationsServer(context: context, host: host, port: port, pages: .operations)]
    }

    private var setting: SettingDeclaration {
        pages == .all ? ServiceSetting.httpPort.declaration : ServiceSetting.operationsPort.declaration
    }

    func run() async throws {
        let logger = context.logger
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .notice)
        let application = Application(
            responder: try context.responder(pages),
            server: HTTPServerBuilder { [bounds] responder in BoundedChannel(bounds, responder: responder) },
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.info(
                    "serving HTTP", metadata: ["host": "\(host)", "port": "\(port)", "pages": "\(pages.rawValue)"])
            },
            logger: quiet)
        do {
            try await application.run()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw SettingError(setting.name, "is \(port) on host \(host), which cannot be served: \(error)")
        }
    }

    /// A router with `/livez`, `/readyz` and `/metrics` only, which show no patient data.
    static func operations(_ context: ServiceContext) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.get("/livez") { _, _ in "alive\n" }
        router.get("/readyz") { _, _ in readiness(context.health) }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: context.metrics.text(with: context.samples))))
        }
        return router
    }

    /// A router with these paths and the pages of the service.
    static func router(_ context: ServiceContext) -> Router<BasicRequestContext> {
        let router = operations(context)
        context.addRoutes(to: router)
        return router
    }

    /// 200 or 503; the body has, for each part, "ready" or the problem.
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
