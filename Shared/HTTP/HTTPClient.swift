import CCurl
import Dispatch
import Foundation
import Synchronization

/// libcurl as Swift: one thread owns one multi handle, which keeps connections alive over all requests.
///
/// No other thread ever touches a handle: requests and cancellations are commands that the owner thread takes after
/// `curl_multi_wakeup`, the one call that libcurl allows from elsewhere.
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

    /// Performs a request; a cancelled task's request is taken off its connection, which is then closed.
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

    /// Performs a request and blocks until it has ended: never on one of Swift's own threads, which are few.
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

/// Commands on their way to the owner thread.
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

    /// Set while the handle to wake exists; under the lock, so that it is never called afterwards.
    func setWake(_ wake: (@Sendable () -> Void)?) { state.withLock { $0.wake = wake } }
}
