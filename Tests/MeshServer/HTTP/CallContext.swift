import Hummingbird
import NIOCore

/// The context of a request, with its connection, so that a fault can cut it.
struct CallContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    func cut() { channel.close(mode: .all, promise: nil) }
}
