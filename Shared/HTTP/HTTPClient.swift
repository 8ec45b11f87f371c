import CCurl
import Dispatch
import Foundation
import Synchronization

/// An HTTP client on libcurl: one thread owns one multi handle, which keeps connections open between requests.
///
/// No other thread touches a handle. Requests and cancellations are commands, which the owner thread processes after
/// `curl_multi_wakeup`, the only call that libcurl allows from other threads.
public final class HTTPClient: Sendable {
    private let mailbag: Mailbag

    public init(_ options: HTTPOptions) {
        mailbag = Mailbag()
        let owner = OwnerThread(options, mailbag)
        let thread = Thread { owner.run() }
        thread.name = "curl"
        thread.start()
    }

    deinit { mailbag.post(.stop) }

    /// Performs a request. If the task is cancelled, the request is aborted and its connection closed.
    public func perform(_ request: HTTPRequest) async -> Result<HTTPResponse, HTTPFailure> {
        let transfer = Transfer(request)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.whenComplete { continuation.resume(returning: $0) }
                mailbag.post(.start(transfer))
            }
        } onCancel: {
            transfer.cancel()
            mailbag.post(.cancel(transfer))
        }
    }

    /// Performs a request and blocks until it has ended. Must not be called on Swift's cooperative threads, which are
    /// few.
    public func performAndWait(_ request: HTTPRequest) -> Result<HTTPResponse, HTTPFailure> {
        let transfer = Transfer(request)
        let (done, kept) = (DispatchSemaphore(value: 0), Kept())
        transfer.whenComplete { result in
            kept.result.withLock { $0 = result }
            done.signal()
        }
        mailbag.post(.start(transfer))
        done.wait()
        return kept.result.withLock { $0 }
    }

    private final class Kept: Sendable {
        let result = Mutex<Result<HTTPResponse, HTTPFailure>>(
            .failure(HTTPFailure(cause: .cancelled, detail: "not performed", wasSent: false)))
    }
}

/// Commands for the owner thread.
final class Mailbag: Sendable {
    enum Command: Sendable {
        case start(Transfer), cancel(Transfer), stop
    }

    private struct State {
        var commands: [Command] = []
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func post(_ command: Command) {
        state.withLock {
            $0.commands.append(command)
            $0.wake?()
        }
    }

    func take() -> [Command] {
        state.withLock {
            let taken = $0.commands
            $0.commands = []
            return taken
        }
    }

    /// Set while the multi handle exists. It is called under the lock only, so that it is never called after the handle
    /// is closed.
    func setWake(_ wake: (@Sendable () -> Void)?) { state.withLock { $0.wake = wake } }
}
