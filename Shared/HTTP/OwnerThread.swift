import CCurl
import Foundation

/// The only thread that touches libcurl's handles.
///
/// `@unchecked Sendable`: only this thread uses the properties, except the mailbag, which is thread-safe.
final class OwnerThread: @unchecked Sendable {
    private let options: HTTPOptions
    private let mailbag: Mailbag
    private let sockets = Sockets()
    private var waiting: [Transfer] = []
    private var active: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idle: [UnsafeMutableRawPointer] = []
    private var isStopping = false

    /// Initialises libcurl once per process, before the first handle. Also ignores SIGPIPE, so that a broken connection
    /// is an error of the write and does not end the process; CURLOPT_NOSIGNAL leaves SIGPIPE to the program.
    private static let isReady: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
    }()

    init(_ options: HTTPOptions, _ mailbag: Mailbag) {
        self.options = options
        self.mailbag = mailbag
    }

    func run() {
        guard Self.isReady, let multi = curl_multi_init() else {
            fatalError("libcurl cannot be set up: out of memory")
        }
        meshpost_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, options.connections)
        let bell = MultiHandleWakeup(multi: multi)
        mailbag.setWake { bell.ring() }
        while !(isStopping && active.isEmpty && waiting.isEmpty) { turn(multi) }
        mailbag.setWake(nil)
        idle.forEach { curl_easy_cleanup($0) }
        curl_multi_cleanup(multi)
    }

    private func turn(_ multi: UnsafeMutableRawPointer) {
        for command in mailbag.take() {
            switch command {
            case .start(let transfer): waiting.append(transfer)
            case .cancel(let transfer): cancel(transfer, multi)
            case .stop: isStopping = true
            }
        }
        startWaiting(multi)
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        if !finishDone(multi) && !(isStopping && active.isEmpty) {
            curl_multi_poll(multi, nil, 0, 1000, nil)
        }
    }

    private func startWaiting(_ multi: UnsafeMutableRawPointer) {
        while active.count < options.connections, !waiting.isEmpty {
            let transfer = waiting.removeFirst()
            guard !transfer.isCancelled else {
                transfer.finish(nil)
                continue
            }
            guard let easy = idle.popLast() ?? curl_easy_init() else {
                fatalError("libcurl has no handle: out of memory")
            }
            options.apply(to: easy)
            sockets.apply(to: easy)
            transfer.prepare(easy, sockets)
            active[easy] = transfer
            curl_multi_add_handle(multi, easy)
        }
    }

    /// Completes the requests that have ended. Returns true if there were any, so that more may be started.
    private func finishDone(_ multi: UnsafeMutableRawPointer) -> Bool {
        var hasEnded = false
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left)?.pointee {
            guard message.msg == CURLMSG_DONE, let easy = message.easy_handle else { continue }
            hasEnded = true
            end(easy, with: message.data.result, multi)
        }
        return hasEnded
    }

    private func cancel(_ transfer: Transfer, _ multi: UnsafeMutableRawPointer) {
        if let index = waiting.firstIndex(where: { $0 === transfer }) {
            waiting.remove(at: index).finish(nil)
        } else if let easy = active.first(where: { $0.value === transfer })?.key {
            end(easy, with: nil, multi)
        }
    }

    private func end(_ easy: UnsafeMutableRawPointer, with code: CURLcode?, _ multi: UnsafeMutableRawPointer) {
        let transfer = active.removeValue(forKey: easy)
        transfer?.lookForMore()
        curl_multi_remove_handle(multi, easy)
        if code != nil, let transfer, transfer.mustBeginAnew() {
            waiting.insert(transfer, at: 0)
        } else {
            transfer?.finish(code)
        }
        curl_easy_reset(easy)
        idle.append(easy)
    }
}

/// Wakes a multi handle from another thread. `@unchecked Sendable`: `curl_multi_wakeup` is documented as thread-safe.
private struct MultiHandleWakeup: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer

    func ring() { curl_multi_wakeup(multi) }
}
